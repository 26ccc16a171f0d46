/**
 * How many unread mentions the rooms have: the server's count, which covers a room up to a seq, and the later ones by seq.
 * @typedef {{upTo: number, count: number, later: Set<number>, readSeq: number}} Counted
 */
export class MentionCounter {
  /** @type {Map<number, Counted>} */
  #rooms = new Map();

  /** @param {number} roomId */
  get(roomId) {
    const { count, later } = this.#room(roomId);
    return count + later.size;
  }

  /**
   * The server has counted.
   * @param {number} roomId
   * @param {{upTo: number, count: number, readSeq: number}} counted `upTo`: the room's newest seq at that moment
   * @returns {number} the seq that is read: the server's, or what the user wrote after it had counted
   */
  settle(roomId, { upTo, count, readSeq }) {
    const known = this.#room(roomId);
    const later = new Set([...known.later].filter((seq) => seq > upTo));
    const overtaken = known.readSeq > upTo;
    const settled = { upTo, later, count: overtaken ? 0 : count, readSeq: overtaken ? known.readSeq : readSeq };
    this.#rooms.set(roomId, settled);
    return settled.readSeq;
  }

  /** The server's numbers do not cover this message. @param {number} roomId @param {number} seq */
  isNews(roomId, seq) {
    return seq > this.#room(roomId).upTo;
  }

  /** A message mentions the user; said twice, it counts once. @param {number} roomId @param {number} seq */
  add(roomId, seq) {
    if (this.isNews(roomId, seq)) this.#room(roomId).later.add(seq);
  }

  /** The user has read so far. @param {number} roomId @param {number} readSeq */
  read(roomId, readSeq) {
    const { upTo, count, later } = this.#room(roomId);
    const unread = new Set([...later].filter((seq) => seq > readSeq));
    this.#rooms.set(roomId, { upTo, later: unread, count: readSeq >= upTo ? 0 : count, readSeq });
  }

  clear() {
    this.#rooms.clear();
  }

  /** @param {number} roomId @returns {Counted} */
  #room(roomId) {
    return this.#rooms.get(roomId) ?? { upTo: 0, count: 0, later: new Set(), readSeq: 0 };
  }
}
