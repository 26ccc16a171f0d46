import { systemClock } from "../../state/core/timer.js";
import { SocketProbe } from "./socket_probe.js";
import { TransportChoice } from "./transport_choice.js";
import { WebSocketTransport } from "./websocket_transport.js";

/**
 * @typedef {import("./websocket_transport.js").Transport} Transport
 * @typedef {Transport & {closed: boolean, makeWay: () => void}} Poll
 *
 * @typedef {Object} TransportsOptions
 * @property {import("../api/api.js").Api} api
 * @property {number} userId whose page this is
 * @property {() => Transport} [createSocket]
 * @property {() => Poll} [createPoll]
 * @property {import("../../state/core/timer.js").Clock} [clock]
 * @property {() => number} [random] as `Math.random`
 * @property {EventTarget} [window]
 */

/** What the connection reaches the server with: sockets, and a long-poll for as long as they cannot pass. */
export class Transports {
  choice = new TransportChoice();
  /** The latest attempt. @type {{at: number, passed: boolean} | null} null for a poll */
  #attempt = null;

  /** @param {TransportsOptions} options */
  constructor({ api, userId, createSocket, createPoll, clock = systemClock, random, window }) {
    this.api = api;
    this.userId = userId;
    this.clock = clock;
    this.createSocket = createSocket ?? (() => new WebSocketTransport());
    /** null until it is known to be needed, and imported */
    this.createPoll = createPoll ?? null;
    const after = () => this.choice.probeAfter(random);
    this.probe = new SocketProbe({ createSocket: this.createSocket, after, clock, window });
  }

  /** For the connection's next attempt. @returns {Transport} */
  create() {
    this.probe.stop();
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
    } catch (/** @type {any} */ error) {
      return error?.code === "banned" ? "banned" : error?.code === "unauthenticated" ? "login" : null;
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
    const { LongPollTransport } = await import("../long_poll/long_poll_transport.js");
    const { api, userId, clock } = this;
    this.createPoll = () => new LongPollTransport({ api, userId, clock });
  }

  /** @param {Poll} poll */
  #poll(poll) {
    this.#attempt = null;
    let begun = false;
    poll.on("open", () => {
      begun = true;
      const change = () => this.#change(poll);
      this.probe.start(change, () => !poll.closed);
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
