import { roomTitle } from "../state/rooms.js";
import { rankMatches } from "../state/text_match.js";
import { byId } from "../views/dom.js";
import { gettext } from "../views/i18n.js";
import { Options } from "../views/options.js";

const WAIT_MS = 150;
const MOST = 8;

/** Finds rooms and people as one types, and opens or starts them: Ctrl+K. */
export class Finder {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<import("../types.js").RoomEntry[]> | null} */
  #publicRooms = null;

  /** @param {import("./page.js").Page} page @param {import("./navigation.js").Navigation} navigation @param {import("./drawer.js").Drawer} drawer */
  constructor(page, navigation, drawer) {
    this.page = page;
    this.navigation = navigation;
    this.drawer = drawer;
    this.input = byId("finder-input", HTMLInputElement);
    this.options = new Options(byId("finder-results"), this.input);
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.#close());
    document.addEventListener("keydown", (event) => this.#shortcut(event));
  }

  /** @param {KeyboardEvent} event */
  #shortcut(event) {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.drawer.open();
    this.input.select();
    this.input.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.options.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter") this.options.choose();
    else if (event.key === "Escape") this.#leave();
    else return;
    event.preventDefault();
  }

  #typed() {
    clearTimeout(this.#timer);
    const text = this.input.value.trim();
    const mine = text ? this.page.store.rooms.filter(text).slice(0, MOST) : [];
    this.#show(mine.map((entry) => this.#room(entry)));
    if (text) this.#timer = setTimeout(() => this.#ask(text, mine), WAIT_MS);
  }

  /** @param {string} text @param {import("../types.js").RoomEntry[]} mine */
  async #ask(text, mine) {
    const [{ people }, rooms] = await Promise.all([
      this.page.api.get(`/people?q=${encodeURIComponent(text)}`).catch(() => ({ people: [] })),
      this.#public().catch(() => []),
    ]);
    if (this.input.value.trim() !== text || document.activeElement !== this.input) return;
    const peers = new Set(mine.map(({ peer }) => peer?.id));
    const others = rankMatches(rooms, text, ({ name, topic }) => [name, topic]).filter(
      ({ id }) => !this.page.store.rooms.get(id),
    );
    const strangers = people.filter((/** @type {any} */ { id }) => id !== this.page.me.id && !peers.has(id));
    this.#show([
      ...mine.map((entry) => this.#room(entry)),
      ...strangers.slice(0, MOST).map((/** @type {import("../types.js").Author} */ person) => this.#person(person)),
      ...others.slice(0, MOST).map((entry) => this.#room(entry, gettext("join…"))),
    ]);
  }

  #public() {
    this.#publicRooms ??= this.page.api.get("/rooms?public=1&limit=100").then(({ rooms }) => rooms);
    this.#publicRooms.catch(() => {
      this.#publicRooms = null;
    });
    return this.#publicRooms;
  }

  /** @param {import("../views/options.js").Option[]} options */
  #show(options) {
    const searching = this.input.value.trim() !== "";
    byId("sidebar-lists").hidden = searching;
    this.options.show(options);
  }

  /** @param {import("../types.js").RoomEntry} entry @param {string} [detail] */
  #room(entry, detail = "") {
    const kinds = { public: "hash", private: "lock", direct: "group" };
    const shown = entry.peer ? { person: entry.peer } : { icon: kinds[entry.kind] };
    return { key: `room:${entry.id}`, name: roomTitle(entry), detail, ...shown, choose: () => this.#go(entry.id) };
  }

  /** @param {import("../types.js").Author} person */
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
