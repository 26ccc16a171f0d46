import { byId, oncePerFrame } from "../views/dom.js";
import { createEntry, looksSame, showEntry } from "../views/entry.js";
import { KeyedList } from "../views/keyed_list.js";

/** @typedef {{entry: import("../types.js").RoomEntry, open: boolean, draft: boolean}} Item */

/** The lists of rooms and conversations. */
export class Sidebar {
  /** @param {import("./page.js").Page} page @param {import("../state/drafts.js").Drafts} drafts */
  constructor(page, drafts) {
    this.page = page;
    this.drafts = drafts;
    // A thousand of them would take longer than all the rest of the page. Conversations show who is here: the server
    // does not know that yet.
    const drawn = page.boot.rooms.map((entry) => ({ entry, open: entry.id === page.boot.room.id, draft: false }));
    this.rooms = this.#list("room-list", drawn);
    this.directs = this.#list("direct-list");
    const show = oncePerFrame(() => this.show());
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

  /** @param {string} id @param {Item[]} [drawn] */
  #list(id, drawn) {
    const { presence } = this.page.store;
    return new KeyedList({
      list: byId(id),
      drawn,
      key: (/** @type {Item} */ { entry }) => String(entry.id),
      create: createEntry,
      patch: (element, { entry, open, draft }) => showEntry(element, entry, { open, draft, presence }),
      same: (item, previous) =>
        looksSame(item.entry, previous.entry) && item.open === previous.open && item.draft === previous.draft,
    });
  }
}
