/**
 * @typedef {import("../../types.js").Envelope} Envelope
 * @typedef {import("../../types.js").RoomEntry} RoomEntry
 * @typedef {import("../../types.js").Welcome} Welcome
 * @typedef {import("../../types.js").Message} Message
 *
 * The scheduled messages and reminders: how many wait, and the ids of the refused and the due ones.
 * @typedef {{scheduled: number, refused: number[], reminders: number, due: number[]}} Later
 *
 * The answer of `/events`. `people` and `online`: of those whom the page watches, and of the room.
 * @typedef {{rooms: RoomEntry[], changes: Record<string, import("../../types.js").SyncPage>, gone: number[], removed?: number[], people?: import("../../types.js").PresenceEvent[], online?: number | null, later?: Later & {notifications: import("../../types.js").Notification[]}}} News
 *
 * The part of a poll that says what the client has: rev and readSeq by room id, and the state of "later".
 * @typedef {{rooms: Record<string, [number, number]>, later: Later | {}}} Known
 *
 * How far a room has been delivered: changes up to `rev`, new messages up to `seq`.
 * @typedef {{rev: number, seq: number, entry: RoomEntry}} Delivered
 */

/** Remembers what a poll has delivered, and turns the rest into the events that a socket would have brought. */
export class DeliveredState {
  /** @type {Map<number, Delivered>} */
  #rooms = new Map();
  /** @type {Set<number>} */
  #people;

  /** @param {Welcome} welcome @param {Later | {}} [later] as delivered before */
  constructor({ epoch, user, rooms, invitations = [], people = [] }, later = {}) {
    this.invitations = JSON.stringify(invitations);
    this.later = later;
    this.epoch = epoch;
    this.userId = user.id;
    this.#people = new Set(people.map(({ userId }) => userId));
    for (const entry of rooms) this.#rooms.set(entry.id, { rev: entry.rev, seq: entry.seq, entry });
  }

  /** @returns {Known} for the next poll */
  known() {
    const places = [...this.#rooms].map(([id, { rev, entry }]) => [id, [rev, entry.readSeq]]);
    return { rooms: Object.fromEntries(places), later: this.later };
  }

  /** @param {News} news @returns {boolean} whether the client is too far behind, or ahead, and needs a new welcome */
  isLost({ changes }) {
    return Object.entries(changes).some(([id, { reset }]) => reset && this.#rooms.has(Number(id)));
  }

  /** @param {News} news @returns {Envelope[]} the events in it */
  take({ rooms, changes, gone, removed = [], later, people = [] }) {
    return [
      ...rooms.flatMap((entry) => this.#takeRoom(entry, changes[entry.id])),
      ...gone.map((id) => this.#drop(id, removed.includes(id) ? "removed" : "left")),
      ...(later ? this.#takeLater(later) : []),
      ...people.map((data) => ({ type: "presence", data })),
    ];
  }

  /**
   * Compare with a later welcome, to find changes without a `rev`.
   * @param {Welcome} welcome
   * @param {{settled: boolean}} options `settled`: nothing has happened since the request, so the welcome is not older than the state
   * @returns {Envelope[]}
   */
  refresh(welcome, { settled }) {
    const rooms = settled ? welcome.rooms.filter((entry) => this.#hasChanged(entry)) : [];
    const invitations = settled ? this.#takeInvitations(welcome) : [];
    return [...rooms.flatMap((entry) => this.#update(entry)), ...invitations, ...this.#takePeople(welcome)];
  }

  /** @param {Welcome} welcome @returns {boolean} whether the welcome has changes that were not delivered */
  isBehind({ rooms }) {
    return rooms.length !== this.#rooms.size || rooms.some(({ id, rev }) => rev > (this.#rooms.get(id)?.rev ?? -1));
  }

  /** @param {RoomEntry} entry @param {import("../../types.js").SyncPage} page @returns {Envelope[]} */
  #takeRoom(entry, { messages, rev }) {
    const delivered = this.#rooms.get(entry.id);
    const seq = delivered?.seq ?? entry.readSeq;
    const first = delivered ? this.#update(entry) : [{ type: "room:added", data: entry }];
    // The entry's numbers may be newer than the page.
    this.#rooms.set(entry.id, { rev, seq: Math.max(seq, ...messages.map((message) => message.seq)), entry });
    return [...first, ...messages.map((message) => asEvent(message, seq))];
  }

  /** @param {RoomEntry} entry of a room that was delivered before @returns {Envelope[]} */
  #update(entry) {
    const delivered = /** @type {Delivered} */ (this.#rooms.get(entry.id));
    const added = entry.memberCount - delivered.entry.memberCount;
    this.#rooms.set(entry.id, { ...delivered, entry });
    const members = { roomId: entry.id, memberCount: entry.memberCount };
    return [
      { type: "room:updated", data: entry },
      ...(added ? [{ type: added > 0 ? "room:user-joined" : "room:user-left", data: members }] : []),
    ];
  }

  /** @param {RoomEntry} entry */
  #hasChanged(entry) {
    const delivered = this.#rooms.get(entry.id);
    return delivered !== undefined && JSON.stringify(delivered.entry) !== JSON.stringify(entry);
  }

  /** @param {Welcome} welcome @returns {Envelope[]} */
  #takeInvitations({ invitations = [] }) {
    const before = this.invitations;
    this.invitations = JSON.stringify(invitations);
    return this.invitations === before ? [] : [{ type: "room:invitations", data: { invitations } }];
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

  /** @param {number} roomId @param {"left" | "removed"} reason @returns {Envelope} */
  #drop(roomId, reason) {
    this.#rooms.delete(roomId);
    return { type: "room:removed", data: { roomId, reason } };
  }
}

/** @param {Message} message @param {number} seq of the last message that was delivered @returns {Envelope} */
function asEvent(message, seq) {
  return { type: message.seq > seq ? "chat:message" : "chat:changed", data: message };
}
