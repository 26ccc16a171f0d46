import { byId, oncePerTurn } from "../views/dom.js";
import { createEntry, showEntry } from "../views/entry.js";
import { KeyedList } from "../views/keyed_list.js";

/** The lists of rooms and conversations. */
export class Sidebar {
  /** @param {import("./page.js").Page} page @param {import("../state/drafts.js").Drafts} drafts */
  constructor(page, drafts) {
    this.page = page;
    this.drafts = drafts;
    this.rooms = this.#list("room-list");
    this.directs = this.#list("direct-list");
    const show = oncePerTurn(() => this.show());
    page.store.on("rooms", show);
    for (const name of /** @type {const} */ (["room", "panel", "toEnd", "show"])) page.on(name, show);
    drafts.on("change", show);
    page.store.on("presence", ({ userIds }) => this.#presenceChanged(userIds) && this.#again());
    this.show();
  }

  show() {
    const { rooms, directs } = this.page.store.rooms.sections();
    const { roomId } = this.page;
    this.rooms.show(rooms.filter(({ id, archived }) => !archived || id === roomId).map((entry) => this.#item(entry)));
    this.directs.show(directs.map((entry) => this.#item(entry)));
  }

  #again() {
    this.directs.invalidate();
    this.show();
  }

  /** @param {import("../types.js").RoomEntry} entry */
  #item(entry) {
    const open = entry.id === this.page.store.openRoomId;
    return { entry, open, draft: !open && this.drafts.get(entry.id).trim() !== "" };
  }

  /** @param {number[]} userIds */
  #presenceChanged(userIds) {
    const peers = new Set(this.page.store.rooms.all().map(({ peer }) => peer?.id));
    return userIds.some((id) => peers.has(id));
  }

  /** @param {string} id */
  #list(id) {
    const { presence } = this.page.store;
    return new KeyedList({
      list: byId(id),
      key: (/** @type {{entry: import("../types.js").RoomEntry, open: boolean, draft: boolean}} */ { entry }) =>
        String(entry.id),
      create: createEntry,
      patch: (element, { entry, open, draft }) => showEntry(element, entry, { open, draft, presence }),
      same: (item, previous) =>
        item.entry === previous.entry && item.open === previous.open && item.draft === previous.draft,
    });
  }
}
