import { systemClock, Timer } from "../../state/core/timer.js";
import { CommandError } from "../api/errors.js";
import { inSlot } from "./waiting_slots.js";

/** Seconds that a poll may wait for news; less where something on the way does not let it. */
const LONGEST_WAIT = 25;
const SHORTEST_WAIT = 5;
const ANSWER_WITHIN_MS = 10_000;
/** Between the polls of a tab that may not wait, and after an answer that brought nothing though it came at once. */
const PAUSE_MS = 5_000;
const DOUBT_MS = 1_000;
const AT_ONCE_MS = 1_000;

/** @typedef {import("./delivered_state.js").News} News */

/** Asks for news, again and again. */
export class Poller {
  /** What others see of the user meanwhile. @type {"online" | "away"} */
  status = "online";
  stopped = false;
  #wait = LONGEST_WAIT;
  /** The last poll failed: the next one does not wait, to see whether it was for that. */
  #doubtful = false;
  /** @type {AbortController | null} of the poll under way */
  #poll = null;
  #pause;
  #goOn = () => {};

  /**
   * @param {Object} options
   * @param {import("../api/api.js").Api} options.api
   * @param {() => import("./delivered_state.js").Known} options.known
   * @param {(news: News) => Promise<void> | void} options.take makes it known
   * @param {Pick<LockManager, "request"> | null} [options.locks]
   * @param {import("../../state/core/timer.js").Clock} [options.clock]
   */
  constructor({ api, known, take, locks = globalThis.navigator?.locks ?? null, clock = systemClock }) {
    this.api = api;
    this.known = known;
    this.take = take;
    this.locks = locks;
    this.clock = clock;
    this.#pause = new Timer(clock);
  }

  /**
   * @returns {Promise<void>} once stopped
   * @throws {CommandError | import("../api/errors.js").ConnectionLost} (rejects) what asking again does not mend
   */
  async run() {
    while (!this.stopped) await inSlot(this.locks, (mayWait) => this.#round(mayWait));
  }

  /** Break off what waits, and ask anew. */
  again() {
    this.#poll?.abort("again");
    this.#pause.clear();
    this.#goOn();
  }

  stop() {
    this.stopped = true;
    this.again();
  }

  /** @param {boolean} mayWait hold a connection until there are news */
  async #round(mayWait) {
    const before = this.known();
    const asked = this.clock.now();
    const doubtful = this.#doubtful;
    const news = await this.#ask({ ...before, wait: mayWait && !doubtful ? this.#wait : 0, status: this.status });
    if (this.stopped || !news) return;
    this.#doubtful = false;
    await this.take(news);
    const idle = JSON.stringify(before) === JSON.stringify(this.known());
    // Whatever stands between us and the server: what brings nothing must not be asked for over and over.
    const early = !mayWait || (!doubtful && this.clock.now() - asked < AT_ONCE_MS);
    if (idle && early) await this.#rest(PAUSE_MS);
  }

  /**
   * @param {import("./delivered_state.js").Known & {wait: number, status: string}} body
   * @returns {Promise<News | null>} null when there is no answer, and it is worth asking again
   */
  async #ask(body) {
    const poll = new AbortController();
    const timer = new Timer(this.clock);
    this.#poll = poll;
    timer.start(body.wait * 1000 + ANSWER_WITHIN_MS, () => poll.abort("silence"));
    try {
      return (await this.api.exchange("POST", "/events", body, { signal: poll.signal })).answer;
    } catch (error) {
      if (poll.signal.reason !== "again") await this.#failed(error);
      return null;
    } finally {
      timer.clear();
      this.#poll = null;
    }
  }

  /** @param {unknown} error @throws what does not pass by itself */
  async #failed(error) {
    const { code, retryAfterMs = PAUSE_MS } = error instanceof CommandError ? error : { code: "unavailable" };
    if (code === "rate_limited") return this.#rest(retryAfterMs);
    if (code !== "unavailable" || this.#doubtful) throw error;
    this.#doubtful = true;
    this.#wait = Math.max(SHORTEST_WAIT, Math.floor(this.#wait / 2));
    await this.#rest(DOUBT_MS);
  }

  /** @param {number} ms @returns {Promise<void>} earlier when there is a reason to ask again */
  #rest(ms) {
    return new Promise((resolve) => {
      this.#goOn = resolve;
      if (this.stopped) resolve();
      else this.#pause.start(ms, resolve);
    });
  }
}
