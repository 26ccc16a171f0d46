import { systemClock, Timer } from "../../state/core/timer.js";

const ANSWER_WITHIN_MS = 8_000;

/** Tries a WebSocket from time to time during a long-poll, and when the network changes. */
export class SocketProbe {
  #timer;
  /** @type {import("./websocket_transport.js").Transport | null} */
  #socket = null;

  /**
   * @param {Object} options
   * @param {() => import("./websocket_transport.js").Transport} options.createSocket
   * @param {() => number} options.after ms until the next attempt
   * @param {import("../../state/core/timer.js").Clock} [options.clock]
   * @param {EventTarget} [options.window]
   */
  constructor({ createSocket, after, clock = systemClock, window = globalThis.window }) {
    this.createSocket = createSocket;
    this.after = after;
    this.window = window;
    this.#timer = new Timer(clock);
  }

  /**
   * @param {() => void} passed called once, after a socket has received a welcome
   * @param {() => boolean} [wanted] false when the probe should stop
   */
  start(passed, wanted = () => true) {
    this.stop();
    this.passed = passed;
    this.wanted = wanted;
    this.window?.addEventListener("online", this.#try);
    this.#tryLater();
  }

  stop() {
    this.window?.removeEventListener("online", this.#try);
    this.#timer.clear();
    this.#drop();
  }

  #tryLater() {
    this.#drop();
    this.#timer.start(this.after(), this.#try);
  }

  #try = () => {
    if (!this.wanted?.()) return this.stop();
    this.#drop();
    const socket = this.createSocket();
    this.#socket = socket;
    this.#timer.start(ANSWER_WITHIN_MS, () => this.#tryLater());
    socket.on("frame", ({ type }) => type === "welcome" && this.#pass());
    socket.on("close", () => this.#tryLater());
    socket.open();
  };

  #pass() {
    this.stop();
    this.passed?.();
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
