/**
 * @typedef {import("../../types.js").Envelope} Envelope
 * @typedef {import("../../types.js").RoomEntry} RoomEntry
 * @typedef {import("../../types.js").Welcome} Welcome
 * @typedef {import("../../types.js").Message} Message
 *
 * What is known of scheduled messages and reminders: how many wait, and the ids of those that were refused or have fired.
 * @typedef {{scheduled: number, refused: number[], reminders: number, due: number[]}} Later
 *
 * What `/events` answers.
 * @typedef {{rooms: RoomEntry[], changes: Record<string, import("../../types.js").SyncPage>, gone: number[], later?: Later & {notifications: import("../../types.js").Notification[]}}} News
 *
 * What a poll starts from: rev and readSeq by room id, and what is put off.
 * @typedef {{rooms: Record<string, [number, number]>, later: Later | {}}} Known
 *
 * What was told of a room: changes up to `rev`, new messages up to `seq`.
 * @typedef {{rev: number, seq: number, entry: RoomEntry}} Told
 */

/** What a client that polls was told so far, and what a socket would have told it of the rest. */
export class DeliveredState {
  /** @type {Map<number, Told>} */
  #rooms = new Map();
  /** @type {Set<number>} */
  #people;
  /** @type {Set<number>} */
  #leaving = new Set();

  /** @param {Welcome} welcome @param {Later | {}} [later] what was told of it before */
  constructor({ epoch, user, rooms, people = [] }, later = {}) {
    this.later = later;
    this.epoch = epoch;
    this.userId = user.id;
    this.#people = new Set(people.map(({ userId }) => userId));
    for (const entry of rooms) this.#rooms.set(entry.id, { rev: entry.rev, seq: entry.seq, entry });
  }

  /** @returns {Known} as `/events` wants it */
  known() {
    const places = [...this.#rooms].map(([id, { rev, entry }]) => [id, [rev, entry.readSeq]]);
    return { rooms: Object.fromEntries(places), later: this.later };
  }

  /** The user leaves: the room's end will be no surprise. @param {number} roomId */
  leave(roomId) {
    this.#leaving.add(roomId);
  }

  /** @param {News} news @returns {boolean} too far behind, or ahead: only a new welcome helps */
  isLost({ changes }) {
    return Object.entries(changes).some(([id, { reset }]) => reset && this.#rooms.has(Number(id)));
  }

  /** @param {News} news @returns {Envelope[]} the events in it */
  take({ rooms, changes, gone, later }) {
    return [
      ...rooms.flatMap((entry) => this.#takeRoom(entry, changes[entry.id])),
      ...gone.map((id) => this.#drop(id)),
      ...(later ? this.#takeLater(later) : []),
    ];
  }

  /**
   * Compare with a welcome that is read later, for what no rev tells of.
   * @param {Welcome} welcome
   * @param {{settled: boolean}} options `settled`: nothing has happened since it was asked for, so that it cannot be behind
   * @returns {Envelope[]}
   */
  refresh(welcome, { settled }) {
    const rooms = settled ? welcome.rooms.filter((entry) => this.#isOther(entry)) : [];
    return [...rooms.flatMap((entry) => this.#update(entry)), ...this.#takePeople(welcome)];
  }

  /** @param {Welcome} welcome @returns {boolean} it knows of something that has not been told */
  isBehind({ rooms }) {
    return rooms.length !== this.#rooms.size || rooms.some(({ id, rev }) => rev > (this.#rooms.get(id)?.rev ?? -1));
  }

  /** @param {RoomEntry} entry @param {import("../../types.js").SyncPage} page @returns {Envelope[]} */
  #takeRoom(entry, { messages, rev }) {
    const told = this.#rooms.get(entry.id);
    const seq = told?.seq ?? entry.readSeq;
    const first = told ? this.#update(entry) : [{ type: "room:added", data: entry }];
    // Not the entry's own numbers, which may be younger than the page.
    this.#rooms.set(entry.id, { rev, seq: Math.max(seq, ...messages.map((message) => message.seq)), entry });
    return [...first, ...messages.map((message) => asEvent(message, seq))];
  }

  /** @param {RoomEntry} entry of a room that was told of @returns {Envelope[]} */
  #update(entry) {
    const told = /** @type {Told} */ (this.#rooms.get(entry.id));
    const more = entry.memberCount - told.entry.memberCount;
    this.#rooms.set(entry.id, { ...told, entry });
    const members = { roomId: entry.id, memberCount: entry.memberCount };
    return [
      { type: "room:updated", data: entry },
      ...(more ? [{ type: more > 0 ? "room:user-joined" : "room:user-left", data: members }] : []),
    ];
  }

  /** @param {RoomEntry} entry */
  #isOther(entry) {
    const told = this.#rooms.get(entry.id);
    return told !== undefined && JSON.stringify(told.entry) !== JSON.stringify(entry);
  }

  /** @param {Welcome} welcome @returns {Envelope[]} */
  #takePeople({ people = [], serverTime }) {
    const here = new Set(people.map(({ userId }) => userId));
    const gone = [...this.#people].filter((userId) => !here.has(userId));
    this.#people = here;
    const left = gone.map((userId) => ({ userId, status: "offline", lastSeenAt: serverTime }));
    return [...people, ...left].map((data) => ({ type: "presence", data }));
  }

  /** @param {NonNullable<News["later"]>} later @returns {Envelope[]} */
  #takeLater({ notifications, ...later }) {
    this.later = later;
    const data = { ...later, refused: later.refused.length, due: later.due.length };
    return [...notifications.map((data) => ({ type: "notification", data })), { type: "later:changed", data }];
  }

  /** @param {number} roomId @returns {Envelope} */
  #drop(roomId) {
    this.#rooms.delete(roomId);
    return { type: "room:removed", data: { roomId, reason: this.#leaving.delete(roomId) ? "left" : "removed" } };
  }
}

/** @param {Message} message @param {number} seq up to which all are known already @returns {Envelope} */
function asEvent(message, seq) {
  return { type: message.seq > seq ? "chat:message" : "chat:changed", data: message };
}
