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
  /** The latest attempt. @type {{at: number, passed: boolean} | null} null for a poll */
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
   * Why an attempt failed, if it is for a reason that waiting does not mend; and a lesson about sockets.
   * @returns {Promise<import("../../types.js").CloseReason | "reroute" | null>} `reroute`: the next attempt is no socket any more
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
      // Meanwhile a socket may have passed after all, or the poll begun.
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
    // A code of its own comes from the server: whatever it means, the way is free.
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
        () => this.#change(poll),
        () => !poll.closed,
      );
    });
    poll.on("close", () => !begun && this.choice.pollFailed());
    return poll;
  }

  /** @param {{makeWay: () => void}} poll */
  #change(poll) {
    this.choice.passed();
    poll.makeWay();
  }
}
