/** @typedef {import("../../types.js").Member} Member */

const PAGE_LENGTH = 100;
const MOST_PAGES = 5;
/** The most members of a room that are kept. */
export const MOST_MEMBERS = PAGE_LENGTH * MOST_PAGES;

/** Loads the members of a room when they are needed, and caches them until they change. */
export class MemberDirectory {
  /** @type {Map<number, Promise<Member[]>>} */
  #rooms = new Map();
  /** @type {Set<number>} the rooms whose changes it listens to */
  #listening = new Set();

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    page.store.on("person", () => this.#rooms.clear());
  }

  /**
   * Return the members of a room.
   * @param {number} roomId
   * @returns {Promise<Member[]>} ordered by username, at most 500
   */
  of(roomId) {
    const cached = this.#rooms.get(roomId);
    if (cached) return cached;
    const loading = this.#load(roomId);
    this.#rooms.set(roomId, loading);
    loading.catch(() => this.forget(roomId));
    this.#listen(roomId);
    return loading;
  }

  /** @param {number} roomId */
  forget(roomId) {
    this.#rooms.delete(roomId);
  }

  /** @param {number} roomId */
  #listen(roomId) {
    if (this.#listening.has(roomId)) return;
    this.#listening.add(roomId);
    this.page.store.on(`members:${roomId}`, () => this.forget(roomId));
  }

  /** @param {number} roomId */
  async #load(roomId) {
    /** @type {Member[]} */
    const all = [];
    let after = "";
    for (let count = 0; count < MOST_PAGES; count += 1) {
      const { members, next } = await this.page.api.get(`/rooms/${roomId}/members?limit=${PAGE_LENGTH}${after}`);
      all.push(...members);
      if (next === null || next === undefined) break;
      after = `&after=${next}`;
    }
    this.page.people.put(...all);
    return all;
  }
}
