/**
 * The time. Tests inject their own, so that they need not wait.
 * @typedef {Object} Clock
 * @property {() => number} now milliseconds of the epoch
 * @property {(callback: () => void, ms: number) => unknown} setTimeout
 * @property {(timer: unknown) => void} clearTimeout
 */

/** @type {Clock} */
export const systemClock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(/** @type {ReturnType<typeof setTimeout>} */ (timer)),
};

/** One timer that can be set again and cleared any number of times. */
export class Timer {
  /** @param {Clock} clock */
  constructor(clock) {
    this.clock = clock;
    /** @type {unknown} */
    this.handle = null;
  }

  get running() {
    return this.handle !== null;
  }

  /**
   * Call back once in `ms`. A timer that was running is replaced.
   * @param {number} ms
   * @param {() => void} callback
   */
  start(ms, callback) {
    this.clear();
    this.handle = this.clock.setTimeout(() => {
      this.handle = null;
      callback();
    }, ms);
  }

  clear() {
    if (this.handle !== null) this.clock.clearTimeout(this.handle);
    this.handle = null;
  }
}
