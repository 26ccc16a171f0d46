import { systemClock, Timer } from "../../state/core/timer.js";
import { AckTimeout, CommandError, ConnectionLost } from "../api/errors.js";

/**
 * @typedef {{resolve: (data: never) => void, reject: (error: Error) => void, timer: Timer, size: number}} Waiting
 */

/** Matches acks to the commands that wait for them. */
export class Requests {
  /** @type {Map<string, Waiting>} */
  #waiting = new Map();
  #count = 0;

  /** @param {{clock?: import("../../state/core/timer.js").Clock}} [options] */
  constructor({ clock = systemClock } = {}) {
    this.clock = clock;
  }

  /** @returns {string} a new id */
  nextId() {
    this.#count += 1;
    return `c${this.#count}`;
  }

  /**
   * @template Data
   * @param {string} id
   * @param {{timeoutMs: number, size: number}} options `size` of the frame in bytes
   * @returns {Promise<Data>} `data` of the ack
   */
  wait(id, { timeoutMs, size }) {
    return new Promise((resolve, reject) => {
      const timer = new Timer(this.clock);
      timer.start(timeoutMs, () => this.#settle(id)?.reject(new AckTimeout()));
      this.#waiting.set(id, { resolve, reject, timer, size });
    });
  }

  /** @param {import("../../types.js").Envelope} ack ignored if its id is unknown */
  answer({ id = "", data = {} }) {
    const waiting = this.#settle(id);
    const { success, error } = /** @type {{success?: boolean, error: import("../../types.js").WireError}} */ (data);
    if (success === false) waiting?.reject(new CommandError(error));
    else waiting?.resolve(/** @type {never} */ (data));
  }

  /** The server closed the socket because of a frame that is too large. Refuse the largest one. */
  refuseLargest() {
    const [largest] = [...this.#waiting].sort(([, one], [, other]) => other.size - one.size);
    if (largest)
      this.#settle(largest[0])?.reject(new CommandError({ code: "too_large", message: "Too large to send" }));
  }

  loseAll() {
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(new ConnectionLost());
  }

  /** @param {string} id @returns {Waiting | undefined} */
  #settle(id) {
    const waiting = this.#waiting.get(id);
    waiting?.timer.clear();
    this.#waiting.delete(id);
    return waiting;
  }
}
