import { systemClock, Timer } from "../core/timer.js";

/** @typedef {import("../../types.js").Message} Message */

/** How long a change may be overtaken by its successors before the server is asked. */
export const GAP_WAIT_MS = 300;
const MOST_HELD = 1_000;

/**
 * Puts the changes of a room in the order of their `rev`: lets the next one through, holds early ones back, and calls for
 * help when a hole stays. Until `start` everything is held, because it is not known what is next.
 */
export class RevQueue {
  /** Everything up to here is known. @type {number | null} */
  rev = null;
  /** @type {Map<number, Message>} */
  #held = new Map();
  #headRev = 0;

  /** @param {{onGap: (rev: number) => void, clock?: import("../core/timer.js").Clock}} options `onGap` gets the last known rev */
  constructor({ onGap, clock = systemClock }) {
    this.onGap = onGap;
    this.timer = new Timer(clock);
  }

  /**
   * @param {Message} message
   * @returns {"next" | "old" | "early"} an old one is not kept; get the others, when their turn has come, from `release()`
   */
  offer(message) {
    if (this.rev !== null && message.rev <= this.rev) return "old";
    if (this.#held.size >= MOST_HELD) this.#held.clear(); // the server has them
    this.#held.set(message.rev, message);
    this.expect(message.rev);
    return this.rev !== null && message.rev === this.rev + 1 ? "next" : "early";
  }

  /** The room has come as far as this: it will be heard of, or be asked for. @param {number} rev */
  expect(rev) {
    this.#headRev = Math.max(this.#headRev, rev);
    if (!this.timer.running) this.#watch();
  }

  /** The state at this rev is known, whatever was known before. @param {number} rev */
  start(rev) {
    this.#headRev = Math.max(this.#headRev, rev);
    this.rev = rev;
  }

  /** Everything up to this rev is known too. @param {number} rev */
  advance(rev) {
    this.start(Math.max(rev, this.rev ?? 0));
  }

  /** @returns {Message[]} those whose turn it is now, in order */
  release() {
    /** @type {Message[]} */
    const released = [];
    if (this.rev === null) return released;
    for (let next = this.#next(); next; next = this.#next()) {
      this.rev = next.rev;
      released.push(next);
    }
    for (const rev of this.#held.keys()) if (rev <= this.rev) this.#held.delete(rev);
    this.timer.clear();
    this.#watch();
    return released;
  }

  reset() {
    this.close();
    this.rev = null;
    this.#headRev = 0;
    this.#held.clear();
  }

  /** Call no one any more. */
  close() {
    this.timer.clear();
  }

  #next() {
    return this.#held.get((this.rev ?? 0) + 1);
  }

  #watch() {
    if (this.rev === null || this.#headRev <= this.rev) return;
    this.timer.start(GAP_WAIT_MS, () => this.rev !== null && this.onGap(this.rev));
  }
}
