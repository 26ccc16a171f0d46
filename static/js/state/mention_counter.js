/** Counts each mention once. The server's count covers a room up to a seq; what is newer is counted here, by its seq. */
export class MentionCounter {
  /** @type {Map<number, {upTo: number, counted: Set<number>}>} */
  #rooms = new Map();

  /**
   * @param {{id: number, seq: number}} room as it was before the message
   * @param {number} seq of a message that mentions the user
   * @returns {boolean} whether it is a new one
   */
  count({ id, seq: upTo }, seq) {
    const room = this.#rooms.get(id) ?? { upTo, counted: new Set() };
    this.#rooms.set(id, room);
    if (seq <= room.upTo || room.counted.has(seq)) return false;
    room.counted.add(seq);
    return true;
  }

  /** The server has counted a room anew. @param {number} roomId @param {number} upTo the seq that its count covers */
  settle(roomId, upTo) {
    this.#rooms.set(roomId, { upTo, counted: new Set() });
  }

  /** The server has counted all rooms anew. */
  clear() {
    this.#rooms.clear();
  }
}
