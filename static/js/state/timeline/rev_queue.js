import { systemClock, Timer } from "../core/timer.js";

/** @typedef {import("../../types.js").Message} Message */

/** How long to wait for a missing change before a sync. */
export const GAP_WAIT_MS = 300;
const MOST_HELD = 1_000;

/**
 * Puts the changes of a room in the order of their `rev`. It releases the next change, holds early ones, and calls `onGap` when a
 * change stays missing. Until `start` it holds everything, because the next `rev` is not known.
 */
export class RevQueue {
  /** All changes up to here are known. @type {number | null} */
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
   * @returns {"next" | "old" | "early"} an old change is dropped; `release()` returns the others in order
   */
  offer(message) {
    if (this.rev !== null && message.rev <= this.rev) return "old";
    if (this.#held.size >= MOST_HELD) this.#held.clear(); // a sync brings them back
    this.#held.set(message.rev, message);
    this.expect(message.rev);
    return this.rev !== null && message.rev === this.rev + 1 ? "next" : "early";
  }

  /** The room has this rev. If its change does not arrive, `onGap` is called. @param {number} rev */
  expect(rev) {
    this.#headRev = Math.max(this.#headRev, rev);
    if (!this.timer.running) this.#watch();
  }

  /** Continue from this rev, even if it is lower than before. @param {number} rev */
  start(rev) {
    this.#headRev = Math.max(this.#headRev, rev);
    this.rev = rev;
  }

  /** All changes up to this rev are known too. @param {number} rev */
  advance(rev) {
    this.start(Math.max(rev, this.rev ?? 0));
  }

  /** @returns {Message[]} the changes that follow without a gap, in order */
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

  /** Stop waiting; `onGap` is not called any more. */
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
