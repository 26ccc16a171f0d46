import { Emitter } from "../core/emitter.js";
import { refusalOf } from "../core/refusal.js";
import { systemClock } from "../core/timer.js";

/**
 * @typedef {import("../../wire_types.js").SearchResult} Found
 *
 * The state of a search. `error` belongs to the last request; earlier results stay.
 * @typedef {Object} SearchState
 * @property {string} text empty: no search
 * @property {Found[]} results newest first
 * @property {string | null} next the start of the next page
 * @property {string[]} unknown filters that match nobody
 * @property {boolean} loading
 * @property {Partial<import("../../types.js").WireError> | null} error
 *
 * @typedef {import("../../wire_types.js").SearchResults} SearchPage
 */

/** @type {SearchState} */
const NOTHING = { text: "", results: [], next: null, unknown: [], loading: false, error: null };

/**
 * One search at a time, page by page. An answer that arrives after the next request is dropped.
 * @extends {Emitter<{change: undefined}>}
 */
export class MessageSearch extends Emitter {
  /** @type {SearchState} */
  state = NOTHING;
  #number = 0;

  /**
   * @param {{get: (path: `/search?${string}`) => Promise<SearchPage>}} api
   * @param {import("../core/timer.js").Clock} [clock]
   */
  constructor(api, clock = systemClock) {
    super();
    this.api = api;
    this.clock = clock;
  }

  /** @param {string} text as typed; an empty one ends the search */
  async run(text) {
    const wanted = text.trim();
    this.#number += 1;
    if (!wanted) return this.#set(NOTHING);
    // The old results stay until the answer comes, because a list that empties at every letter flickers.
    this.#set({ ...this.state, text: wanted, loading: true, error: null });
    await this.#request(wanted, null, (answer) => this.#set({ ...NOTHING, text: wanted, ...pageOf(answer) }));
  }

  /** Load older results. */
  async more() {
    const { text, next, loading } = this.state;
    if (!next || loading) return;
    this.#number += 1;
    this.#set({ ...this.state, loading: true, error: null });
    await this.#request(text, next, (answer) => {
      const { results } = this.state;
      this.#set({ ...this.state, ...pageOf(answer), results: [...results, ...answer.results], loading: false });
    });
  }

  /** Repeat the last request. */
  retry() {
    const { text, results, next } = this.state;
    return results.length > 0 && next ? this.more() : this.run(text);
  }

  /** @param {string} text @param {string | null} before @param {(page: SearchPage) => void} take */
  async #request(text, before, take) {
    const number = this.#number;
    const query = `q=${encodeURIComponent(text)}${before ? `&before=${before}` : ""}`;
    try {
      const answer = await this.api.get(`/search?${query}`);
      if (number === this.#number) take(answer);
    } catch (error) {
      if (number !== this.#number) return;
      // Too many requests. This passes soon, so the user need not see it.
      const refusal = refusalOf(error);
      const { retryAfterMs } = refusal;
      if (retryAfterMs) return void this.clock.setTimeout(() => this.#repeat(number, text, before, take), retryAfterMs);
      const kept = before ? this.state : { ...NOTHING, text };
      this.#set({ ...kept, loading: false, error: refusal });
    }
  }

  /** @param {number} number @param {string} text @param {string | null} before @param {(page: SearchPage) => void} take */
  #repeat(number, text, before, take) {
    if (number === this.#number) this.#request(text, before, take);
  }

  /** @param {SearchState} state */
  #set(state) {
    this.state = state;
    this.emit("change", undefined);
  }
}

/** @param {SearchPage} page */
function pageOf({ results, next, unknown }) {
  return { results, next, unknown };
}
