import { Emitter } from "../../state/core/emitter.js";
import { systemClock, Timer } from "../../state/core/timer.js";
import { CommandError, ConnectionLost } from "../api/errors.js";
import { WebSocketTransport } from "../transport/websocket_transport.js";
import { Backoff, LONGEST_MS } from "./backoff.js";
import { closePolicy } from "./close_policy.js";
import { Requests } from "./requests.js";
import { Session } from "./session.js";
import { onNetworkLost, onWakeUp } from "./wake_up.js";

const FRAME_BYTES = 65_536;
const LONGEST_WATCHED_MS = 4_000;
/** After a connection that lasted this long, the back-off starts from the beginning. */
const STABLE_AFTER_MS = 5_000;

/**
 * `event`: an envelope that is not an answer. Events come in order, and after the `welcome` of their connection.
 * @typedef {{
 *   status: import("../../types.js").ConnectionStatus,
 *   welcome: {welcome: import("../../types.js").Welcome, epochChanged: boolean},
 *   event: import("../../types.js").Envelope,
 * }} ConnectionEvents
 *
 * @typedef {Object} ConnectionOptions
 * @property {number} [userId] whose page this is; a welcome for another user closes with the reason `user`
 * @property {() => import("../transport/websocket_transport.js").Transport} [createTransport] a WebSocket by default
 * @property {() => Promise<string>} [token] for the `login` after a close 4408; without it 4408 asks for a new login
 * @property {() => Promise<import("../../types.js").CloseReason | "reroute" | null>} [diagnose] called after an attempt
 *   without a welcome, because a browser does not say why a handshake was refused. It resolves with a reason to stay closed, null
 *   to try again, or `reroute` if the next transport is of another kind
 * @property {import("../../state/core/timer.js").Clock} [clock]
 * @property {() => number} [random] as `Math.random`
 * @property {EventTarget} [window]
 * @property {EventTarget & {visibilityState?: string}} [document]
 */

/**
 * The only connection of the page. It reconnects as the close table says, notices dead sockets, and matches acks to commands.
 * @extends {Emitter<ConnectionEvents>}
 */
export class Connection extends Emitter {
  /** @type {import("../../types.js").ConnectionStatus} */
  status = { state: "closed", reason: null, message: "", nextRetryAt: null };
  /** @type {import("../../types.js").Welcome | null} the latest */
  welcome = null;
  /** @type {Session | null} */
  #session = null;
  #stopListening = () => {};

  /** @param {ConnectionOptions} [options] */
  constructor(options = {}) {
    super();
    this.options = options;
    this.clock = options.clock ?? systemClock;
    const page = options.document ?? globalThis.document;
    // While somebody looks at the page, a server that is back must be found within seconds.
    const longest = () => (page?.visibilityState === "visible" ? LONGEST_WATCHED_MS : LONGEST_MS);
    this.backoff = new Backoff({ random: options.random, longest });
    this.requests = new Requests({ clock: this.clock });
    this.retryTimer = new Timer(this.clock);
    this.stableTimer = new Timer(this.clock);
  }

  get online() {
    return this.status.state === "online";
  }

  /** Connect, for the first time or after `closed`. */
  open() {
    if (this.status.state !== "closed") return;
    const stops = [onWakeUp(() => this.wake(), this.options), onNetworkLost(() => this.#onNetworkLost(), this.options)];
    this.#stopListening = () => {
      for (const stop of stops) stop();
    };
    this.#connect(null);
  }

  /**
   * Stay closed until `open()`.
   * @param {import("../../types.js").CloseReason} [reason]
   * @param {string} [message]
   */
  close(reason = "client", message = "") {
    this.#dropSession();
    this.retryTimer.clear();
    this.#stopListening();
    this.#setStatus({ state: "closed", reason, message, nextRetryAt: null });
  }

  /** Try now instead of at `nextRetryAt`; when online, check the connection. */
  wake() {
    if (this.status.state === "offline") this.#connect(null);
    else if (this.online) this.#session?.check();
  }

  /**
   * Send a command and wait for its ack.
   * @template {string} Type
   * @param {Type} type
   * @param {Record<string, unknown>} data
   * @param {{timeoutMs?: number}} [options]
   * @returns {Promise<import("../../types.js").Ack<Type>>} `data` of the ack
   * @throws {CommandError} (rejects) the server refused
   * @throws {ConnectionLost} (rejects) no answer will come; an `AckTimeout` if none came in time
   */
  request(type, data, { timeoutMs = 5_000 } = {}) {
    if (!this.online) return Promise.reject(new ConnectionLost("Not connected"));
    const id = this.requests.nextId();
    const text = JSON.stringify({ type, data, id });
    const size = new TextEncoder().encode(text).length;
    if (size > FRAME_BYTES)
      return Promise.reject(new CommandError({ code: "too_large", message: "Too large to send" }));
    const answer = this.requests.wait(id, { timeoutMs, size });
    this.#session?.send(text);
    return answer;
  }

  /**
   * Send a command without waiting for an answer. It is dropped when not online.
   * @param {string} type
   * @param {Record<string, unknown>} [data]
   */
  send(type, data) {
    if (this.online) this.#session?.send(JSON.stringify({ type, data }));
  }

  /** @param {(() => Promise<string>) | null} token if the server asked for a login */
  #connect(token) {
    this.retryTimer.clear();
    /** @type {import("../transport/websocket_transport.js").Transport} */
    const transport = this.options.createTransport?.() ?? new WebSocketTransport();
    const session = new Session({ transport, token, clock: this.clock });
    this.#session = session;
    session.on("welcome", (welcome) => this.#welcomed(welcome, transport.limited));
    session.on("ack", (ack) => this.requests.answer(ack));
    session.on("event", (envelope) => this.emit("event", envelope));
    session.on("ended", (end) => this.#ended(end));
    const { reason, message } = this.status;
    this.#setStatus({ state: "connecting", reason, message, nextRetryAt: null });
    session.open();
  }

  /** @param {import("../../types.js").Welcome} welcome @param {boolean} [limited] */
  #welcomed(welcome, limited) {
    const { userId } = this.options;
    if (userId !== undefined && welcome.user.id !== userId) return this.close("user");
    const epochChanged = this.welcome !== null && this.welcome.epoch !== welcome.epoch;
    this.welcome = welcome;
    this.stableTimer.start(STABLE_AFTER_MS, () => this.backoff.reset());
    // The state changes first, because listeners of `welcome` send commands. Listeners of `status` need the new rooms, so they are last.
    this.status = { state: "online", reason: null, message: "", nextRetryAt: null, ...(limited && { limited }) };
    this.emit("welcome", { welcome, epochChanged });
    this.emit("status", this.status);
  }

  /** @param {import("./session.js").SessionEnd} end */
  #ended({ code, message, greeted, retryAt }) {
    const { retry, reason } = closePolicy(code);
    if (reason === "too_large") this.requests.refuseLargest();
    this.#dropSession();
    const token = retry === "token" ? (this.options.token ?? null) : null;
    if (retry === "never" || (retry === "token" && !token)) return this.close(reason, message);
    const now = this.clock.now();
    const wait = retryAt === null ? this.backoff.next() : Math.max(0, retryAt - now);
    this.retryTimer.start(wait, () => this.#connect(token));
    this.#setStatus({ state: "offline", reason, message, nextRetryAt: now + wait });
    if (!greeted) this.#diagnose();
  }

  /** Without this, a socket on a lost network would look alive for half a minute. */
  #onNetworkLost() {
    if (this.online) this.#ended({ code: 1006, message: "", greeted: true, retryAt: null });
  }

  async #diagnose() {
    const verdict = await this.options.diagnose?.().catch(() => null);
    // If the next attempt has begun already, it uses the blocked transport and must be replaced.
    if (verdict === "reroute") this.status.state === "connecting" && this.#reroute();
    else if (verdict && this.status.state === "offline") this.close(verdict);
  }

  #reroute() {
    this.#dropSession();
    this.#connect(null);
  }

  #dropSession() {
    this.#session?.close();
    this.#session = null;
    this.stableTimer.clear();
    this.requests.loseAll();
  }

  /** @param {import("../../types.js").ConnectionStatus} status */
  #setStatus(status) {
    this.status = status;
    this.emit("status", status);
  }
}
