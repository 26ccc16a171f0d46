/** @typedef {import("../../types.js").Member} Member */

const PAGE_LENGTH = 100;
const MOST_PAGES = 5;
/** How many members of a room are held at most. */
export const MOST_MEMBERS = PAGE_LENGTH * MOST_PAGES;

/** Who is in which room, asked for when it is needed and kept until it changes. */
export class MemberDirectory {
  /** @type {Map<number, Promise<Member[]>>} */
  #rooms = new Map();
  /** @type {Set<number>} rooms whose changes are listened to */
  #heard = new Set();

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    page.store.on("person", () => this.#rooms.clear());
  }

  /**
   * @param {number} roomId
   * @returns {Promise<Member[]>} by username; at most 500
   */
  of(roomId) {
    const known = this.#rooms.get(roomId);
    if (known) return known;
    const asked = this.ask(roomId);
    this.#rooms.set(roomId, asked);
    asked.catch(() => this.forget(roomId));
    this.#listen(roomId);
    return asked;
  }

  /** @param {number} roomId */
  forget(roomId) {
    this.#rooms.delete(roomId);
  }

  /** @param {number} roomId */
  #listen(roomId) {
    if (this.#heard.has(roomId)) return;
    this.#heard.add(roomId);
    this.page.store.on(`members:${roomId}`, () => this.forget(roomId));
  }

  /**
   * Ask the server.
   * @param {number} roomId
   * @param {string} [filter] of the query string
   * @returns {Promise<Member[]>} at most 500
   */
  async ask(roomId, filter = "") {
    /** @type {Member[]} */
    const found = [];
    let after = filter;
    for (let count = 0; count < MOST_PAGES; count += 1) {
      const { members, next } = await this.page.api.get(`/rooms/${roomId}/members?limit=${PAGE_LENGTH}${after}`);
      found.push(...members);
      if (next === null || next === undefined) break;
      after = `${filter}&after=${next}`;
    }
    this.page.people.put(...found);
    return found;
  }
}
