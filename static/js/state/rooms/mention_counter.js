/**
 * The unread mentions of a room: the server's count, which covers messages up to `upTo`, and the later mentions by seq.
 * @typedef {{upTo: number, count: number, later: Set<number>, readSeq: number}} RoomMentions
 *
 * A count by the server. `upTo` is the room's newest seq at that time.
 * @typedef {{upTo: number, count: number, readSeq: number}} ServerCount
 */

/** Counts the unread mentions of each room. */
export class MentionCounter {
  /** @type {Map<number, RoomMentions>} */
  #rooms = new Map();

  /** @param {number} roomId */
  get(roomId) {
    const { count, later } = this.#room(roomId);
    return count + later.size;
  }

  /**
   * Take over a count by the server. Events of different processes may overtake each other, so a count that is older than what is
   * known here never takes back that something was read.
   * @param {number} roomId
   * @param {ServerCount} serverCount
   * @param {{force?: boolean}} [options] `force`: the user has just asked for it ("mark as unread")
   * @returns {number} the seq up to which the user has read
   */
  applyCount(roomId, { upTo, count, readSeq }, { force = false } = {}) {
    const known = this.#room(roomId);
    if (!force && upTo < Math.max(known.upTo, known.readSeq)) {
      const furthest = Math.max(known.readSeq, readSeq);
      this.#rooms.set(roomId, { ...known, upTo: Math.max(known.upTo, upTo) });
      this.markRead(roomId, furthest);
      return furthest;
    }
    const later = new Set([...known.later].filter((seq) => seq > upTo));
    this.#rooms.set(roomId, { upTo, later, count, readSeq });
    return readSeq;
  }

  /** @param {number} roomId @param {number} seq @returns {boolean} whether the server's count does not cover this message */
  isNew(roomId, seq) {
    return seq > this.#room(roomId).upTo;
  }

  /** Count a message that mentions the user, once. @param {number} roomId @param {number} seq */
  add(roomId, seq) {
    if (this.isNew(roomId, seq)) this.#room(roomId).later.add(seq);
  }

  /** @param {number} roomId @param {number} readSeq the user has read up to here */
  markRead(roomId, readSeq) {
    const { upTo, count, later } = this.#room(roomId);
    const unread = new Set([...later].filter((seq) => seq > readSeq));
    this.#rooms.set(roomId, { upTo, later: unread, count: readSeq >= upTo ? 0 : count, readSeq });
  }

  clear() {
    this.#rooms.clear();
  }

  /** @param {number} roomId @returns {RoomMentions} */
  #room(roomId) {
    return this.#rooms.get(roomId) ?? { upTo: 0, count: 0, later: new Set(), readSeq: 0 };
  }
}
