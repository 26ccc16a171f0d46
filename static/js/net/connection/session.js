import { Emitter } from "../../state/core/emitter.js";
import { refusalOf } from "../../state/core/refusal.js";
import { systemClock, Timer } from "../../state/core/timer.js";
import { Heartbeat } from "./heartbeat.js";

/** Together with the switch to a long-poll, it must take less than ten seconds. */
const WELCOME_WITHIN_MS = 7_000;
const NO_CLOSE_FRAME = 1006;

/**
 * How a session ended. `greeted`: the welcome had arrived. `retryAt`: the slot from `server-shutdown`, in ms of the epoch.
 * @typedef {import("../../wire_types.js").EventData} EventData
 *
 * @typedef {{code: number, message: string, greeted: boolean, retryAt: number | null}} SessionEnd
 *
 * `event`: an envelope that is neither an answer nor about the connection; it comes after `welcome`. `ended`: the last event; it is
 * not emitted after `close()`.
 * @typedef {{welcome: import("../../types.js").Welcome, ack: import("../../types.js").Envelope,
 *   event: import("../../types.js").Envelope, ended: SessionEnd}} SessionEvents
 */

/**
 * The life of one transport, from the attempt to its end: login, welcome, heartbeat.
 * @extends {Emitter<SessionEvents>}
 */
export class Session extends Emitter {
  /** @type {import("../../types.js").Envelope[] | null} events that came before the welcome; null from then on */
  #early = [];
  #lastError = "";
  /** @type {number | null} */
  #retryAt = null;

  /**
   * @param {Object} options
   * @param {import("../transport/websocket_transport.js").Transport} options.transport
   * @param {(() => Promise<string>) | null} [options.token] given if `login` must be the first frame
   * @param {import("../../state/core/timer.js").Clock} [options.clock]
   */
  constructor({ transport, token = null, clock = systemClock }) {
    super();
    this.transport = transport;
    this.token = token;
    this.clock = clock;
    this.welcomeTimer = new Timer(clock);
    this.heartbeat = new Heartbeat({
      clock,
      ping: () => this.send(JSON.stringify({ type: "ping" })),
      dead: () => this.#end(NO_CLOSE_FRAME),
    });
    transport.on("open", () => this.#login());
    transport.on("frame", (envelope) => this.#receive(envelope));
    transport.on("close", ({ code, reason }) => this.#end(code, reason));
  }

  open() {
    this.welcomeTimer.start(WELCOME_WITHIN_MS, () => this.#end(NO_CLOSE_FRAME));
    this.transport.open();
  }

  /** @param {string} text one encoded envelope */
  send(text) {
    this.transport.send(text);
  }

  /** Check that the connection is alive. */
  check() {
    this.heartbeat.check();
  }

  close() {
    this.welcomeTimer.clear();
    this.heartbeat.stop();
    this.transport.close();
  }

  async #login() {
    if (!this.token) return;
    try {
      this.send(JSON.stringify({ type: "login", data: { token: await this.token() } }));
    } catch (error) {
      const { code, message } = refusalOf(error);
      this.#end(code === "unauthenticated" ? 4401 : NO_CLOSE_FRAME, message);
    }
  }

  /** @param {import("../../types.js").Envelope} envelope */
  #receive(envelope) {
    this.heartbeat.frameReceived();
    const { type, data } = envelope;
    if (type === "ack") this.emit("ack", envelope);
    else if (type === "welcome") this.#welcomed(/** @type {EventData["welcome"]} */ (data));
    else if (type === "server-shutdown") {
      const { retryAfterMs } = /** @type {EventData["server-shutdown"]} */ (data);
      this.#retryAt = this.clock.now() + retryAfterMs;
    } else if (type !== "pong") this.#event(envelope);
  }

  /** @param {import("../../types.js").Welcome} welcome */
  #welcomed(welcome) {
    const early = this.#early ?? [];
    this.#early = null;
    this.welcomeTimer.clear();
    this.heartbeat.start(welcome.heartbeatSeconds * 1000);
    this.emit("welcome", welcome);
    for (const envelope of early) this.emit("event", envelope);
  }

  /** @param {import("../../types.js").Envelope} envelope */
  #event(envelope) {
    const { type, data } = envelope;
    if (type === "error") this.#lastError = /** @type {EventData["error"] | undefined} */ (data)?.message ?? "";
    if (this.#early && type !== "error") this.#early.push(envelope);
    else this.emit("event", envelope);
  }

  /** @param {number} code @param {string} [reason] */
  #end(code, reason = "") {
    this.close();
    this.emit("ended", {
      code,
      message: this.#lastError || reason,
      greeted: this.#early === null,
      retryAt: this.#retryAt,
    });
  }
}
