import { rankMatches } from "../../state/core/text_match.js";

/** @typedef {import("../../types.js").RoomEntry} RoomEntry */

/** Searches the server for people and public rooms for the finder. A search that fails finds nothing. */
export class FinderSearch {
  /** @type {Promise<RoomEntry[]> | null} loaded once */
  #public = null;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * Find people by name.
   * @param {string} text
   * @param {RoomEntry[]} mine rooms that the finder shows already; the peers of its direct rooms are left out
   * @returns {Promise<import("../../types.js").Author[]>}
   */
  async people(text, mine) {
    const peers = new Set([this.page.me.id, ...mine.map(({ peer }) => peer?.id)]);
    const found = await this.page.api.get(`/people?q=${encodeURIComponent(text)}`).catch(() => ({ people: [] }));
    return found.people.filter(({ id }) => !peers.has(id));
  }

  /**
   * Find public rooms that the user has not joined.
   * @param {string} text
   * @returns {Promise<RoomEntry[]>} the best match first
   */
  async publicRooms(text) {
    this.#public ??= this.page.api.get("/rooms?public=1&limit=100").then(({ rooms }) => rooms);
    const rooms = await this.#public.catch(() => {
      this.#public = null;
      return [];
    });
    const others = rooms.filter(({ id }) => !this.page.store.rooms.get(id));
    const found = rankMatches(others, text, ({ name, topic }) => [name, topic]);
    return found.length > 0 ? found : rankMatches(others, text, ({ name }) => [name], { loose: true });
  }
}
