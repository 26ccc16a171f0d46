import { refusalOf } from "../../state/core/refusal.js";
import { systemClock } from "../../state/core/timer.js";
import { TransportChoice } from "./transport_choice.js";
import { WebSocketTransport } from "./websocket_transport.js";

/**
 * @typedef {import("./websocket_transport.js").Transport} Transport
 * @typedef {Transport & {closed: boolean, makeWay: () => void}} Poll
 * @typedef {ConstructorParameters<typeof import("./socket_probe.js").SocketProbe>[0]} ProbeOptions
 *
 * @typedef {Object} TransportsOptions
 * @property {import("../api/api.js").Api} api
 * @property {number} userId whose page this is
 * @property {() => Transport} [createSocket]
 * @property {() => Poll} [createPoll] imported when it is needed, by default, as is `createProbe`
 * @property {(options: ProbeOptions) => import("./socket_probe.js").SocketProbe} [createProbe]
 * @property {import("../../state/core/timer.js").Clock} [clock]
 * @property {() => number} [random] as `Math.random`
 * @property {EventTarget} [window]
 */

/** Makes the transports of a connection: sockets, or a long-poll while the network blocks sockets. */
export class Transports {
  choice = new TransportChoice();
  /** @type {import("./socket_probe.js").SocketProbe | undefined} */
  #probe;
  /** The latest attempt at a socket; null during a poll. @type {{at: number, passed: boolean} | null} */
  #attempt = null;

  /** @param {TransportsOptions} options */
  constructor({ api, userId, createSocket, createPoll, createProbe, clock = systemClock, random, window }) {
    this.api = api;
    this.userId = userId;
    this.clock = clock;
    this.random = random;
    this.window = window;
    this.createSocket = createSocket ?? (() => new WebSocketTransport());
    this.createPoll = createPoll;
    this.createProbe = createProbe;
  }

  /** @returns {Transport} for the connection's next attempt */
  create() {
    this.#probe?.stop();
    return this.choice.kind === "poll" && this.createPoll ? this.#poll(this.createPoll()) : this.#socket();
  }

  /**
   * Find out why an attempt failed, and learn from it whether sockets are blocked.
   * @returns {Promise<import("../../types.js").CloseReason | "reroute" | null>} a reason to stay closed, `reroute` if the next
   *   attempt is a poll, or null to try again
   */
  async diagnose() {
    const attempt = this.#attempt;
    const afterMs = this.clock.now() - (attempt?.at ?? 0);
    try {
      const me = await this.api.get("/me");
      if (attempt && !attempt.passed && !this.#attempt?.passed) this.choice.blocked(afterMs);
      if (me.id !== this.userId) return "user";
      if (!attempt || this.choice.kind !== "poll") return null;
      await this.#importPoll();
      // In the meantime a socket may have passed, or the poll may have begun.
      return this.choice.kind === "poll" && this.#attempt ? "reroute" : null;
    } catch (error) {
      const { code } = refusalOf(error);
      return code === "banned" ? "banned" : code === "unauthenticated" ? "login" : null;
    }
  }

  #socket() {
    const socket = this.createSocket();
    const attempt = { at: this.clock.now(), passed: false };
    this.#attempt = attempt;
    const passed = () => {
      attempt.passed = true;
      this.choice.passed();
    };
    const stop = socket.on("frame", () => {
      stop();
      passed();
    });
    // Any other close code comes from the server, so sockets are not blocked.
    socket.on("close", ({ code }) => code !== 1006 && passed());
    return socket;
  }

  async #importPoll() {
    if (this.createPoll) return;
    const { SocketProbe } = await import("./socket_probe.js");
    const { LongPollTransport } = await import("../long_poll/long_poll_transport.js");
    const { api, userId, clock } = this;
    this.createProbe = (/** @type {ProbeOptions} */ options) => new SocketProbe(options);
    this.createPoll = () => new LongPollTransport({ api, userId, clock });
  }

  /** @param {Poll} poll */
  #poll(poll) {
    this.#attempt = null;
    let begun = false;
    poll.on("open", () => {
      begun = true;
      const { createSocket, clock, window, random } = this;
      this.#probe ??= this.createProbe?.({ createSocket, after: () => this.choice.probeAfter(random), clock, window });
      this.#probe?.start(
        () => this.#switchToSocket(poll),
        () => !poll.closed,
      );
    });
    poll.on("close", () => !begun && this.choice.pollFailed());
    return poll;
  }

  /** @param {{makeWay: () => void}} poll */
  #switchToSocket(poll) {
    this.choice.passed();
    poll.makeWay();
  }
}
