import { refusalOf } from "../../state/core/refusal.js";
import { systemClock, Timer } from "../../state/core/timer.js";
import { CommandError } from "../api/errors.js";
import { inSlot } from "./waiting_slots.js";

/** Seconds that a poll may wait for news. A proxy may allow less, so the wait adapts. */
const LONGEST_WAIT = 25;
const SHORTEST_WAIT = 5;
const ANSWER_WITHIN_MS = 10_000;
/** The pause between the polls of a tab that may not wait, and after an early answer without news. */
const PAUSE_MS = 5_000;
const DOUBT_MS = 1_000;
const AT_ONCE_MS = 1_000;

/** @typedef {import("./delivered_state.js").News} News */
/** @typedef {import("../../state/people/watching.js").Watch} Watch */

/** Polls the server for news. */
export class Poller {
  /** The presence that others see during a poll. @type {"online" | "away"} */
  status = "online";
  stopped = false;
  #wait = LONGEST_WAIT;
  /** The last poll failed. The next one does not wait, to find out whether the wait was the reason. */
  #doubtful = false;
  /** The people and the room that the page looks at. @type {Watch | undefined} */
  #watch;
  /** @type {Watch | undefined} */
  #answeredWatch;
  #mayWatch = true;
  /** @type {AbortController | null} of the poll under way */
  #poll = null;
  #pause;
  #goOn = () => {};

  /**
   * @param {Object} options
   * @param {import("../api/api.js").Api} options.api
   * @param {() => import("./delivered_state.js").Known} options.known
   * @param {(news: News, watch: Watch | undefined) => Promise<void> | void} options.take delivers the news; `watch`: what was asked for
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
   * @throws {CommandError | import("../api/errors.js").ConnectionLost} (rejects) an error that trying again does not solve
   */
  async run() {
    while (!this.stopped) await inSlot(this.locks, (mayWait) => this.#round(mayWait));
  }

  /** Abort the current poll or pause, and poll again. */
  again() {
    this.#poll?.abort("again");
    this.#pause.clear();
    this.#goOn();
  }

  /** Poll again with another presence. @param {"online" | "away"} status */
  setStatus(status) {
    this.status = status;
    this.again();
  }

  /** Poll again for the people and the room that the page looks at now. @param {Watch} watch */
  watch(watch) {
    this.#watch = watch;
    if (this.#mayWatch) this.again();
  }

  stop() {
    this.stopped = true;
    this.again();
  }

  /** @param {boolean} mayWait hold a connection until there are news */
  async #round(mayWait) {
    const before = this.known();
    const asked = this.clock.now();
    const watch = this.#mayWatch ? this.#watch : undefined;
    // A new watch must be answered without waiting for other news.
    const quick = this.#doubtful || watch !== this.#answeredWatch;
    const wait = mayWait && !quick ? this.#wait : 0;
    const news = await this.#ask({ ...before, wait, status: this.status, ...(watch && { watch }) });
    if (this.stopped || !news) return;
    this.#doubtful = false;
    this.#answeredWatch = watch;
    await this.take(news, watch);
    const idle = JSON.stringify(before) === JSON.stringify(this.known());
    // A proxy may answer early without news. Polling again immediately would never end.
    const early = !mayWait || (!quick && this.clock.now() - asked < AT_ONCE_MS);
    if (idle && early) await this.#rest(PAUSE_MS);
  }

  /**
   * @param {import("./delivered_state.js").Known & {wait: number, status: string, watch?: Watch}} body
   * @returns {Promise<News | null>} null without an answer, when trying again makes sense
   */
  async #ask(body) {
    const poll = new AbortController();
    const timer = new Timer(this.clock);
    this.#poll = poll;
    timer.start(body.wait * 1000 + ANSWER_WITHIN_MS, () => poll.abort("silence"));
    try {
      return (await this.api.exchange("POST", "/events", body, { signal: poll.signal })).answer;
    } catch (error) {
      const code = body.watch && refusalOf(error).code;
      // An older server refuses the unknown key.
      if (code === "invalid") this.#mayWatch = false;
      // The user is no longer in the room. The page will watch another one when it knows.
      else if (code === "not_found") this.#watch = undefined;
      else if (poll.signal.reason !== "again") await this.#failed(error);
      return null;
    } finally {
      timer.clear();
      this.#poll = null;
    }
  }

  /** @param {unknown} error @throws if trying again makes no sense */
  async #failed(error) {
    const { code, retryAfterMs = PAUSE_MS } = error instanceof CommandError ? error : { code: "unavailable" };
    if (code === "rate_limited") return this.#rest(retryAfterMs);
    if (code !== "unavailable" || this.#doubtful) throw error;
    this.#doubtful = true;
    this.#wait = Math.max(SHORTEST_WAIT, Math.floor(this.#wait / 2));
    await this.#rest(DOUBT_MS);
  }

  /** @param {number} ms @returns {Promise<void>} earlier after a call of `again()` */
  #rest(ms) {
    return new Promise((resolve) => {
      this.#goOn = resolve;
      if (this.stopped) resolve();
      else this.#pause.start(ms, resolve);
    });
  }
}
