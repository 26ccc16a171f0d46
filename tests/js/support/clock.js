/** @typedef {import("../../../static/js/state/core/timer.js").Clock} Clock */

/**
 * A clock that moves only by `advance`.
 * @implements {Clock}
 */
export class FakeClock {
  #now = Date.parse("2026-03-02T09:00:00Z");
  #count = 0;
  /** @type {Map<number, {at: number, callback: () => void}>} */
  #timers = new Map();

  now = () => this.#now;

  /** @param {() => void} callback @param {number} ms */
  setTimeout = (callback, ms) => {
    this.#count += 1;
    this.#timers.set(this.#count, { at: this.#now + ms, callback });
    return this.#count;
  };

  /** @param {any} timer */
  clearTimeout = (timer) => {
    this.#timers.delete(timer);
  };

  /** The number of waiting timers. */
  get waiting() {
    return this.#timers.size;
  }

  /** Move the time, and run due timers in order. @param {number} ms */
  advance(ms) {
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      const [id, { at, callback }] = next;
      this.#timers.delete(id);
      this.#now = Math.max(this.#now, at);
      callback();
    }
    this.#now = end;
  }

  /** @param {number} end */
  #next(end) {
    const due = [...this.#timers].filter(([, { at }]) => at <= end);
    return due.sort(([, one], [, other]) => one.at - other.at)[0];
  }
}

/** Run everything that waits for settled promises. @returns {Promise<void>} */
export function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}
