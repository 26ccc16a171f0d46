import { DirectPeers } from "../../state/people/direct_peers.js";
import { nearest, Watching } from "../../state/people/watching.js";
import { showDot } from "../../views/people/presence_dot.js";
import { byId, part } from "../../views/ui/dom.js";
import { NearRows } from "./near_rows.js";

/** The lists whose rows name somebody by `data-user-id`, and what scrolls them. */
const LISTS = [
  ["rows", "scroller"],
  ["thread-root", "thread-body"],
  ["thread-rows", "thread-body"],
  ["online-people", "member-lists"],
  ["offline-people", "member-lists"],
];

/** Watches the people on the screen and the open room, and keeps the dots of the messages right. */
export class ScreenWatcher {
  #peers = new DirectPeers();

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    const { store, connection } = page;
    this.page = page;
    this.#peers.reset(store.rooms.all());
    this.watching = new Watching({
      connection,
      presence: store.presence,
      look: () => this.#look(),
      isPeer: (userId) => this.#peers.has(userId),
      setOnline: (roomId, count) => store.rooms.setOnline(roomId, count),
      answered: () => this.#showCount(),
    });
    const changed = () => this.watching.changed();
    this.lists = LISTS.map(([list, scroller]) => new NearRows(byId(list), byId(scroller), changed));
    store.on("presence", ({ userIds }) => this.#showDots(new Set(userIds)));
    store.on("welcome", () => this.#welcomed());
    store.on("joined", ({ userId }) => this.watching.joined(userId, userId === store.userId));
    store.on("rooms", ({ roomIds }) => this.#roomsChanged(roomIds));
    for (const name of /** @type {const} */ (["room", "toEnd", "show", "panel"])) page.on(name, () => this.#moved());
  }

  #welcomed() {
    this.#peers.reset(this.page.store.rooms.all());
    this.watching.restart();
  }

  /** @param {number[]} roomIds */
  #roomsChanged(roomIds) {
    for (const id of roomIds) {
      const entry = this.page.store.rooms.get(id);
      if (entry) this.#peers.add(entry);
    }
    this.#moved();
  }

  /** Another room may be open. */
  #moved() {
    this.watching.changed();
    this.#showCount();
  }

  /** @returns {import("../../state/people/watching.js").Watch} */
  #look() {
    const { rooms, openRoomId } = this.page.store;
    // A visitor of a public room is not in `rooms`, and gets no events of it.
    const room = openRoomId === null ? undefined : rooms.get(openRoomId);
    const peers = [...(room?.peer ? [room.peer.id] : []), ...this.#peers.newcomers];
    const places = this.lists.flatMap((list) => list.places());
    const userIds = nearest([...peers.map((userId) => ({ userId, distance: () => 0 })), ...places]);
    return { userIds, roomId: room?.id ?? null };
  }

  /** @param {Set<number>} userIds */
  #showDots(userIds) {
    const { presence } = this.page.store;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".message[data-user-id]"))) {
      const userId = Number(row.dataset.userId);
      const avatar = part(row, "avatar").firstElementChild;
      if (avatar && userIds.has(userId)) showDot(avatar, presence.get(userId)?.status);
    }
  }

  /** A count from an earlier visit to the room may be wrong. */
  #showCount() {
    const { store, roomId } = this.page;
    const isUnknown = store.rooms.get(roomId) !== undefined && !this.watching.knowsOnline(roomId);
    part(byId("room-head"), "online").style.visibility = isUnknown ? "hidden" : "";
  }
}
