import { systemClock, Timer } from "../../state/core/timer.js";

const ANSWER_WITHIN_MS = 10_000;

/** Detects dead connections that the browser takes for alive. It sends pings, and some frame must follow each. */
export class Heartbeat {
  #next;
  #deadline;
  #intervalMs = 25_000;

  /** @param {{ping: () => void, dead: () => void, clock?: import("../../state/core/timer.js").Clock}} options */
  constructor({ ping, dead, clock = systemClock }) {
    this.ping = ping;
    this.dead = dead;
    this.#next = new Timer(clock);
    this.#deadline = new Timer(clock);
  }

  /** @param {number} intervalMs between pings */
  start(intervalMs) {
    this.#intervalMs = intervalMs;
    this.#deadline.clear();
    this.#next.start(intervalMs, () => this.check());
  }

  /** Ping now, for example when the machine may have slept. */
  check() {
    this.#next.start(this.#intervalMs, () => this.check());
    if (!this.#deadline.running) this.#deadline.start(ANSWER_WITHIN_MS, () => this.#giveUp());
    this.ping();
  }

  /** A frame has arrived. */
  frameReceived() {
    this.#deadline.clear();
  }

  stop() {
    this.#next.clear();
    this.#deadline.clear();
  }

  #giveUp() {
    this.stop();
    this.dead();
  }
}
