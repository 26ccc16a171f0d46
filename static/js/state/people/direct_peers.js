/** @typedef {import("../../types.js").RoomEntry} RoomEntry */

const MOST_NEW = 20;
/** For this many the server reports presence without being asked. */
const MOST_PEERS = 200;

/**
 * The other people of the user's direct rooms whose presence the server reports without being asked: those of the rooms that
 * were used last at the time of the welcome, and of rooms that began since.
 */
export class DirectPeers {
  /**
   * The peers of the latest rooms that began since the welcome. They must be watched once: the event with their presence may come
   * before that with the room, when the page does not follow them yet.
   * @type {number[]}
   */
  newcomers = [];
  /** @type {Set<number>} */
  #roomIds = new Set();
  /** @type {Set<number>} */
  #people = new Set();

  /** @param {RoomEntry[]} rooms of `welcome` */
  reset(rooms) {
    this.newcomers = [];
    this.#roomIds.clear();
    this.#people.clear();
    const directs = rooms.filter(({ kind }) => kind === "direct");
    const at = (/** @type {RoomEntry} */ { lastMessageAt }) => Date.parse(lastMessageAt ?? "") || 0;
    directs.sort((one, other) => at(other) - at(one) || other.id - one.id);
    for (const { id } of directs) this.#roomIds.add(id);
    this.#keep(directs.flatMap(peersOf));
  }

  /** @param {RoomEntry} room that has changed, or is new */
  add(room) {
    if (room.kind !== "direct" || this.#roomIds.has(room.id)) return;
    this.#roomIds.add(room.id);
    this.newcomers = [...peersOf(room), ...this.newcomers].slice(0, MOST_NEW);
    this.#keep([...peersOf(room), ...this.#people]);
  }

  /** @param {number} userId */
  has(userId) {
    return this.#people.has(userId);
  }

  /** @param {number[]} userIds the latest first */
  #keep(userIds) {
    this.#people = new Set([...new Set(userIds)].slice(0, MOST_PEERS));
  }
}

/** @param {RoomEntry} room */
function peersOf({ peer, members = [] }) {
  return (peer ? [peer] : members).map(({ id }) => id);
}
