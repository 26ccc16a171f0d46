import { systemClock, Timer } from "../core/timer.js";

const REPEAT_MS = 2_000;
const IDLE_MS = 4_000;

/** Sends `typing:start` at most every 2 s while the user types, and `typing:stop` 4 s after the last key. */
export class TypingSender {
  /** @type {number | null} */
  #roomId = null;
  #startedAt = 0;

  /** @param {{send: (type: "typing:start" | "typing:stop", data: {roomId: number}) => void, clock?: import("../core/timer.js").Clock}} options */
  constructor({ send, clock = systemClock }) {
    this.send = send;
    this.clock = clock;
    this.idle = new Timer(clock);
  }

  /** The user has changed the text. @param {number} roomId */
  typed(roomId) {
    if (this.#roomId !== roomId) this.stop();
    this.idle.start(IDLE_MS, () => this.stop());
    if (this.#roomId === roomId && this.clock.now() - this.#startedAt < REPEAT_MS) return;
    this.#roomId = roomId;
    this.#startedAt = this.clock.now();
    this.send("typing:start", { roomId });
  }

  /** The message was sent, the text was cleared, or the user left the room. */
  stop() {
    this.idle.clear();
    if (this.#roomId !== null) this.send("typing:stop", { roomId: this.#roomId });
    this.#roomId = null;
  }
}
