/** A socket without any answer for this long was not refused: something on the way drops its packets. */
export const SWALLOWED_AFTER_MS = 6_000;
const BLOCKED_ATTEMPTS = 2;
const PROBE_EVERY_MS = 30_000;

/** Decides between socket and long-poll from the outcome of the attempts, and makes none itself. */
export class TransportChoice {
  /** For the next attempt. @type {"socket" | "poll"} */
  kind = "socket";
  #blocked = 0;

  /** A socket has received something. */
  passed() {
    this.kind = "socket";
    this.#blocked = 0;
  }

  /**
   * A socket has received nothing, although a plain request right after it was answered.
   * @param {number} afterMs how long the attempt took to fail
   */
  blocked(afterMs) {
    this.#blocked += afterMs >= SWALLOWED_AFTER_MS ? BLOCKED_ATTEMPTS : 1;
    if (this.#blocked >= BLOCKED_ATTEMPTS) this.kind = "poll";
  }

  /** A poll could not begin, so the site is down. Sockets look for it again, and the first blocked one returns to the poll. */
  pollFailed() {
    this.kind = "socket";
    this.#blocked = BLOCKED_ATTEMPTS - 1;
  }

  /**
   * @param {() => number} [random] as `Math.random`
   * @returns {number} milliseconds until a socket should be tried during the poll
   */
  probeAfter(random = Math.random) {
    return Math.round(PROBE_EVERY_MS * (1 + random()));
  }
}
