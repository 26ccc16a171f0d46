/** How many unread mentions the rooms have: the server's count, which covers a room up to a seq, and the later ones by seq. */
export class MentionCounter {
  /** @type {Map<number, {upTo: number, count: number, later: Set<number>}>} */
  #rooms = new Map();

  /** @param {number} roomId */
  get(roomId) {
    const { count, later } = this.#room(roomId);
    return count + later.size;
  }

  /**
   * The server has counted.
   * @param {number} roomId
   * @param {{upTo: number, count: number}} counted `upTo`: the room's newest seq at that moment
   */
  settle(roomId, { upTo, count }) {
    const later = [...this.#room(roomId).later].filter((seq) => seq > upTo);
    this.#rooms.set(roomId, { upTo, count, later: new Set(later) });
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
    const unread = [...later].filter((seq) => seq > readSeq);
    this.#rooms.set(roomId, { upTo, count: readSeq >= upTo ? 0 : count, later: new Set(unread) });
  }

  clear() {
    this.#rooms.clear();
  }

  /** @param {number} roomId */
  #room(roomId) {
    return this.#rooms.get(roomId) ?? { upTo: 0, count: 0, later: new Set() };
  }
}
