import { findRooms } from "../../state/rooms/room_search.js";
import { roomTitle } from "../../state/rooms/rooms.js";
import { byId } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { OptionList } from "../../views/ui/option_list.js";
import { FinderSearch } from "./finder_search.js";

const WAIT_MS = 150;
const MOST = 8;

/** @typedef {import("../../types.js").RoomEntry} RoomEntry */

/** Finds rooms and people as the user types (Ctrl+K), and opens the room or starts the conversation. */
export class Finder {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {import("../page/page.js").Page} page
   * @param {import("../page/navigation.js").Navigation} navigation
   * @param {import("./sidebar_drawer.js").SidebarDrawer} drawer
   * @param {import("../../state/core/recent_texts.js").RecentTexts} recent the ids of the rooms where the user was last
   */
  constructor(page, navigation, drawer, recent) {
    this.page = page;
    this.navigation = navigation;
    this.drawer = drawer;
    this.recent = recent;
    this.search = new FinderSearch(page);
    this.input = byId("finder-input", HTMLInputElement);
    this.options = new OptionList(byId("finder-results"), this.input);
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.#close());
    // Typed while this script was on its way.
    if (this.input.value) this.#typed();
  }

  /** Show the rooms where the user was last, the one before this first. */
  showRecent() {
    const { rooms } = this.page.store;
    const ids = this.recent.all.map(Number).filter((id) => id !== this.page.roomId && rooms.get(id));
    this.#show(ids.slice(0, MOST).map((id) => this.#room(/** @type {RoomEntry} */ (rooms.get(id)))));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && !this.input.value && !this.options.isOpen) this.showRecent();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp")
      this.options.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter") this.options.choose();
    else if (event.key === "Escape") this.#leave();
    else return;
    event.preventDefault();
  }

  #typed() {
    clearTimeout(this.#timer);
    const text = this.input.value.trim();
    const mine = text ? findRooms(this.page.store.rooms.all(), text).slice(0, MOST) : [];
    this.#show(mine.map((entry) => this.#room(entry)));
    if (text) this.#timer = setTimeout(() => this.#search(text, mine), WAIT_MS);
  }

  /** @param {string} text @param {import("../../types.js").RoomEntry[]} mine */
  async #search(text, mine) {
    const [people, rooms] = await Promise.all([this.search.people(text, mine), this.search.publicRooms(text)]);
    if (this.input.value.trim() !== text || document.activeElement !== this.input) return;
    this.#show([
      ...mine.map((entry) => this.#room(entry)),
      ...people.slice(0, MOST).map((person) => this.#person(person)),
      ...rooms.slice(0, MOST).map((entry) => this.#room(entry, gettext("join…"))),
    ]);
  }

  /** @param {import("../../views/ui/option_list.js").Option[]} options */
  #show(options) {
    const searching = this.input.value.trim() !== "";
    byId("sidebar-lists").hidden = searching;
    this.options.show(options);
  }

  /** @param {import("../../types.js").RoomEntry} entry @param {string} [detail] */
  #room(entry, detail = "") {
    const kinds = { public: "hash", private: "lock", direct: "group" };
    const shown = entry.peer ? { person: entry.peer } : { icon: kinds[entry.kind] };
    return { key: `room:${entry.id}`, name: roomTitle(entry), detail, ...shown, choose: () => this.#go(entry.id) };
  }

  /** @param {import("../../types.js").Author} person */
  #person(person) {
    return {
      key: `person:${person.id}`,
      name: person.displayName,
      detail: `@${person.username}`,
      person,
      choose: () => this.#start(person.id),
    };
  }

  /** @param {number} userId */
  async #start(userId) {
    const entry = await this.page.attempt(this.page.api.post("/directs", { userIds: [userId] }));
    if (!entry) return;
    this.page.store.rooms.put(entry);
    this.#go(entry.id);
  }

  /** @param {number} roomId */
  #go(roomId) {
    this.#leave();
    this.drawer.close();
    this.navigation.open(roomId);
  }

  #leave() {
    this.#close();
    this.page.emit("focus", undefined);
  }

  #close() {
    clearTimeout(this.#timer);
    this.input.value = "";
    this.#show([]);
  }
}
