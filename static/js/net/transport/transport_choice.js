/** An attempt at a socket that said nothing for so long was not refused but swallowed. */
export const SWALLOWED_AFTER_MS = 6_000;
const BLOCKED_ATTEMPTS = 2;
const PROBE_EVERY_MS = 30_000;

/** Socket or long-poll? Decides by what became of the attempts; attempts nothing itself. */
export class TransportChoice {
  /** What the next attempt is made with. @type {"socket" | "poll"} */
  kind = "socket";
  #blocked = 0;

  /** A socket has brought something. */
  passed() {
    this.kind = "socket";
    this.#blocked = 0;
  }

  /**
   * A socket has brought nothing, and a plain request was answered right after it.
   * @param {number} afterMs how long the attempt took to fail
   */
  blocked(afterMs) {
    this.#blocked += afterMs >= SWALLOWED_AFTER_MS ? BLOCKED_ATTEMPTS : 1;
    if (this.#blocked >= BLOCKED_ATTEMPTS) this.kind = "poll";
  }

  /** A poll could not begin: the site is gone. Sockets find it again; the first one that is blocked then is enough. */
  pollFailed() {
    this.kind = "socket";
    this.#blocked = BLOCKED_ATTEMPTS - 1;
  }

  /**
   * @param {() => number} [random] as `Math.random`
   * @returns {number} milliseconds until a socket should be tried beside the poll
   */
  probeAfter(random = Math.random) {
    return Math.round(PROBE_EVERY_MS * (1 + random()));
  }
}
