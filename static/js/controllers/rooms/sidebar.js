import { createSidebarRoom, looksSame, showSidebarRoom } from "../../views/rooms/sidebar_room.js";
import { byId, oncePerFrame } from "../../views/ui/dom.js";
import { KeyedList } from "../../views/ui/keyed_list.js";

/** @typedef {{entry: import("../../types.js").RoomEntry, open: boolean, draft: boolean}} Item */

const MORE = 200;
const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 50));

/**
 * The lists of rooms and conversations. The server renders the first entries of each list. The page adds the others in
 * batches while it is idle.
 */
export class Sidebar {
  #most = 0;

  /** @param {import("../page/page.js").Page} page @param {import("../../state/composing/drafts.js").Drafts} drafts */
  constructor(page, drafts) {
    this.page = page;
    this.drafts = drafts;
    // Drawing a thousand rooms again would take longer than the rest of the page. Conversations are drawn again because
    // they show presence, which the server's HTML lacks.
    const drawn = page.boot.rooms.map((entry) => ({ entry, open: entry.id === page.boot.room.id, draft: false }));
    this.rooms = this.#list("room-list", drawn);
    this.directs = this.#list("direct-list");
    const show = oncePerFrame(() => void this.show());
    page.store.on("rooms", show);
    for (const name of /** @type {const} */ (["room", "panel", "toEnd", "show"])) page.on(name, show);
    drafts.on("change", show);
    page.store.on("presence", ({ userIds }) => this.#presenceChanged(userIds) && this.#again());
    this.#most = Math.max(byId("room-list").children.length, byId("direct-list").children.length);
    this.#grow(0);
  }

  show() {
    const { rooms, directs } = this.page.store.rooms.sections();
    const { roomId } = this.page;
    const listed = rooms.filter(({ id, archived }) => !archived || id === roomId);
    this.rooms.show(listed.slice(0, this.#most).map((entry) => this.#item(entry)));
    this.directs.show(directs.slice(0, this.#most).map((entry) => this.#item(entry)));
    return Math.max(listed.length, directs.length);
  }

  /** @param {number} more */
  #grow(more) {
    this.#most += more;
    if (this.show() > this.#most) whenIdle(() => this.#grow(MORE));
    else this.#most = Infinity;
  }

  #again() {
    this.directs.invalidate();
    this.show();
  }

  /** @param {import("../../types.js").RoomEntry} entry */
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
      create: createSidebarRoom,
      patch: (element, { entry, open, draft }) => showSidebarRoom(element, entry, { open, draft, presence }),
      same: (item, previous) =>
        looksSame(item.entry, previous.entry) && item.open === previous.open && item.draft === previous.draft,
    });
  }
}
