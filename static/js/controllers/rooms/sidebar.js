import { calling, isQuiet, layOut } from "../../state/rooms/sidebar_layout.js";
import { createSidebarRoom, looksSame, showCount, showSidebarRoom } from "../../views/rooms/sidebar_room.js";
import { byId, clone, oncePerFrame, part, setText } from "../../views/ui/dom.js";
import { KeyedList } from "../../views/ui/keyed_list.js";

/**
 * @typedef {{entry: import("../../types.js").RoomEntry, open: boolean, draft: boolean}} Item
 * @typedef {import("../../state/rooms/sidebar_layout.js").Section} Section
 */

const MORE = 200;
const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 50));

/**
 * The sections of the sidebar. The server renders the first entries of each. The page adds the others in batches while
 * it is idle.
 */
export class Sidebar {
  #most = 0;
  /** The list of each section. @type {Map<string, KeyedList<Item>>} */
  #lists = new Map();
  #drawn;

  /** @param {import("../page/page.js").Page} page @param {import("../../state/composing/drafts.js").Drafts} drafts */
  constructor(page, drafts) {
    this.page = page;
    this.drafts = drafts;
    this.element = byId("sidebar-lists");
    // Drawing a thousand rooms again would take longer than the rest of the page. Conversations are drawn again because
    // they show presence, which the server's HTML lacks.
    this.#drawn = page.boot.rooms
      .filter(({ kind }) => kind !== "direct")
      .map((entry) => ({ entry, open: entry.id === page.boot.room.id, draft: false }));
    this.sections = new KeyedList({
      list: byId("sections"),
      key: (/** @type {Section} */ { key }) => key,
      create: () => clone("section-template"),
      patch: (element, section) => this.#patch(element, section),
      same: () => false,
    });
    const show = oncePerFrame(() => void this.show());
    page.store.on("rooms", show);
    page.store.on("me", show);
    for (const name of /** @type {const} */ (["room", "panel", "toEnd", "show"])) page.on(name, show);
    drafts.on("change", show);
    page.store.on("presence", ({ userIds }) => this.#presenceChanged(userIds) && this.#again());
    this.#most = Math.max(
      ...[...this.element.querySelectorAll('[data-part="list"]')].map((list) => list.children.length),
    );
    this.#grow(0);
  }

  show() {
    const { store, roomId } = this.page;
    const sections = layOut(store.rooms.sections(), store.me.sidebar, roomId);
    this.element.classList.toggle("sidebar__lists--unread", store.me.sidebar.hideRead);
    this.sections.show(sections);
    return Math.max(...sections.map(({ entries }) => entries.length));
  }

  /** @param {HTMLElement} element @param {Section} section */
  #patch(element, { key, name, entries, closed }) {
    const called = entries.reduce((sum, entry) => sum + calling(entry), 0);
    const unread = entries.reduce((sum, entry) => sum + (isQuiet(entry) ? 0 : entry.unread), 0);
    const list = part(element, "list");
    element.hidden = key === "favourites" && entries.length === 0;
    element.classList.toggle("section--closed", closed);
    if (name) setText(part(element, "title"), name);
    part(element, "toggle").setAttribute("aria-expanded", String(!closed));
    showCount(part(element, "sum"), closed ? called || unread : 0, called > 0);
    list.hidden = closed;
    if (this.#lists.get(key)?.options.list !== list) this.#lists.set(key, this.#list(list));
    this.#lists.get(key)?.show(entries.slice(0, this.#most).map((entry) => this.#item(entry)));
  }

  /** @param {number} more */
  #grow(more) {
    this.#most += more;
    if (this.show() > this.#most) whenIdle(() => this.#grow(MORE));
    else this.#most = Infinity;
  }

  #again() {
    for (const list of this.#lists.values())
      list.invalidate((/** @type {Item} */ { entry }) => entry.kind === "direct");
    this.show();
  }

  /** @param {import("../../types.js").RoomEntry} entry */
  #item(entry) {
    const open = entry.id === this.page.store.openRoomId;
    return { entry, open, draft: !open && this.drafts.holds(entry.id) };
  }

  /** @param {number[]} userIds */
  #presenceChanged(userIds) {
    const peers = new Set(this.page.store.rooms.all().map(({ peer }) => peer?.id));
    return userIds.some((id) => peers.has(id));
  }

  /** @param {HTMLElement} list */
  #list(list) {
    const { presence } = this.page.store;
    return new KeyedList({
      list,
      drawn: this.#drawn,
      key: (/** @type {Item} */ { entry }) => String(entry.id),
      create: createSidebarRoom,
      patch: (element, { entry, open, draft }) => showSidebarRoom(element, entry, { open, draft, presence }),
      same: (item, previous) =>
        looksSame(item.entry, previous.entry) && item.open === previous.open && item.draft === previous.draft,
    });
  }
}
