import { rankMatches } from "../../state/core/text_match.js";

/** @typedef {import("../../types.js").RoomEntry} RoomEntry */

/** What the finder offers beyond the user's own rooms; a search that fails finds nothing. */
export class FinderSearch {
  /** @type {Promise<RoomEntry[]> | null} asked for once */
  #public = null;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * @param {string} text
   * @param {RoomEntry[]} mine rooms that are offered already; who is met there is left out
   * @returns {Promise<import("../../types.js").Author[]>}
   */
  async people(text, mine) {
    const peers = new Set([this.page.me.id, ...mine.map(({ peer }) => peer?.id)]);
    const found = await this.page.api.get(`/people?q=${encodeURIComponent(text)}`).catch(() => ({ people: [] }));
    return found.people.filter((/** @type {import("../../types.js").Author} */ { id }) => !peers.has(id));
  }

  /** @param {string} text @returns {Promise<RoomEntry[]>} that the user is not in, the best match first */
  async publicRooms(text) {
    this.#public ??= this.page.api.get("/rooms?public=1&limit=100").then(({ rooms }) => rooms);
    const rooms = await this.#public.catch(() => {
      this.#public = null;
      return [];
    });
    const others = rooms.filter(({ id }) => !this.page.store.rooms.get(id));
    return rankMatches(others, text, ({ name, topic }) => [name, topic]);
  }
}
