import { Emitter } from "../core/emitter.js";
import { refusalOf } from "../core/refusal.js";
import { systemClock } from "../core/timer.js";

/**
 * @typedef {{message: import("../../types.js").Message, room: {id: number, name: string, kind: "public" | "private" | "direct"}, snippet: [string, boolean][]}} Found
 *
 * What is known of a search. `error` is of the last request; what was found before it stays.
 * @typedef {Object} SearchState
 * @property {string} text empty: nothing is sought
 * @property {Found[]} results newest first
 * @property {string | null} next where older ones begin
 * @property {string[]} unknown filters that name nobody
 * @property {boolean} loading
 * @property {Partial<import("../../types.js").WireError> | null} error
 *
 * @typedef {{results: Found[], next: string | null, unknown: string[]}} SearchPage what `GET /search` answers
 */

/** @type {SearchState} */
const NOTHING = { text: "", results: [], next: null, unknown: [], loading: false, error: null };

/**
 * One search at a time, page by page. An answer that comes after the next question is dropped.
 * @extends {Emitter<{change: undefined}>}
 */
export class MessageSearch extends Emitter {
  /** @type {SearchState} */
  state = NOTHING;
  #number = 0;

  /** @param {{get: (path: string) => Promise<SearchPage>}} api @param {import("../core/timer.js").Clock} [clock] */
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
    // What was found last stays until the answer comes: a list that empties at every letter flickers.
    this.#set({ ...this.state, text: wanted, loading: true, error: null });
    await this.#ask(wanted, null, (answer) => this.#set({ ...NOTHING, text: wanted, ...pageOf(answer) }));
  }

  /** Older ones. */
  async more() {
    const { text, next, loading } = this.state;
    if (!next || loading) return;
    this.#number += 1;
    this.#set({ ...this.state, loading: true, error: null });
    await this.#ask(text, next, (answer) => {
      const { results } = this.state;
      this.#set({ ...this.state, ...pageOf(answer), results: [...results, ...answer.results], loading: false });
    });
  }

  /** The last request once more. */
  retry() {
    const { text, results, next } = this.state;
    return results.length > 0 && next ? this.more() : this.run(text);
  }

  /** @param {string} text @param {string | null} before @param {(page: SearchPage) => void} take */
  async #ask(text, before, take) {
    const number = this.#number;
    const query = `q=${encodeURIComponent(text)}${before ? `&before=${before}` : ""}`;
    try {
      const answer = await this.api.get(`/search?${query}`);
      if (number === this.#number) take(answer);
    } catch (error) {
      if (number !== this.#number) return;
      // Asked too often: that passes within a moment, and whoever searches need not do anything about it.
      const refusal = refusalOf(error);
      const { retryAfterMs } = refusal;
      if (retryAfterMs) return void this.clock.setTimeout(() => this.#again(number, text, before, take), retryAfterMs);
      const kept = before ? this.state : { ...NOTHING, text };
      this.#set({ ...kept, loading: false, error: refusal });
    }
  }

  /** @param {number} number @param {string} text @param {string | null} before @param {(page: SearchPage) => void} take */
  #again(number, text, before, take) {
    if (number === this.#number) this.#ask(text, before, take);
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
