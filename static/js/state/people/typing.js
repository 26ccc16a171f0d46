import { Emitter } from "../core/emitter.js";
import { systemClock, Timer } from "../core/timer.js";

const EXPIRES_MS = 5_000;

/**
 * The people who are typing in each room. A start ends after 5 s unless it is repeated, even if no stop arrives.
 * @extends {Emitter<{change: {roomId: number}}>}
 */
export class Typing extends Emitter {
  /** @type {Map<number, Map<number, {username: string, timer: Timer}>>} */
  #rooms = new Map();

  /** @param {{clock?: import("../core/timer.js").Clock}} [options] */
  constructor({ clock = systemClock } = {}) {
    super();
    this.clock = clock;
  }

  /** @param {{roomId: number, userId: number, username: string}} event `typing:user` */
  start({ roomId, userId, username }) {
    const people = this.#rooms.get(roomId) ?? new Map();
    this.#rooms.set(roomId, people);
    const known = people.get(userId);
    const timer = known?.timer ?? new Timer(this.clock);
    timer.start(EXPIRES_MS, () => this.stop({ roomId, userId }));
    people.set(userId, { username, timer });
    if (!known) this.emit("change", { roomId });
  }

  /** Also when a message of that user arrives. @param {{roomId: number, userId: number}} event `typing:stopped` */
  stop({ roomId, userId }) {
    const people = this.#rooms.get(roomId);
    const known = people?.get(userId);
    if (!known) return;
    known.timer.clear();
    people?.delete(userId);
    this.emit("change", { roomId });
  }

  /**
   * @param {number} roomId
   * @returns {string[]} usernames, in the order in which they started
   */
  usernames(roomId) {
    return [...(this.#rooms.get(roomId)?.values() ?? [])].map(({ username }) => username);
  }

  /** Forget all, because no stop arrives without a connection. */
  clear() {
    for (const [roomId, people] of this.#rooms) for (const userId of [...people.keys()]) this.stop({ roomId, userId });
  }
}
