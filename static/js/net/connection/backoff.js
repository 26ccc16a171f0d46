const FIRST_MS = 500;
export const LONGEST_MS = 30_000;
// 1.5, not 2: with full jitter, the next wait is then at most about as long as the outage so far. So a server that is back
// after a few seconds is found within a few seconds.
const FACTOR = 1.5;

/** The waits between attempts: exponential, with full jitter so that many clients do not return at the same moment. */
export class Backoff {
  #attempts = 0;

  /** @param {{random?: () => number, longest?: () => number}} [options] `random` as `Math.random`; `longest`: the ceiling in ms */
  constructor({ random = Math.random, longest = () => LONGEST_MS } = {}) {
    this.random = random;
    this.longest = longest;
  }

  /** @returns {number} milliseconds, between 0 and a ceiling that grows from 500 to the longest, 30,000 */
  next() {
    const ceiling = Math.min(this.longest(), FIRST_MS * FACTOR ** this.#attempts);
    this.#attempts += 1;
    return Math.round(this.random() * ceiling);
  }

  reset() {
    this.#attempts = 0;
  }
}
