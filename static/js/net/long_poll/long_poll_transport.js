import { Emitter } from "../../state/core/emitter.js";
import { CommandError, ConnectionLost } from "../api/errors.js";
import { DeliveredState } from "./delivered_state.js";
import { Poller } from "./poller.js";
import { carryOut, changesSomething } from "./rest_commands.js";

/** @type {Record<string, number>} */
const CLOSES = { unauthenticated: 4401, banned: 4403 };

/**
 * @typedef {import("../transport/websocket_transport.js").Transport} Transport
 * @typedef {import("../transport/websocket_transport.js").TransportEvents} TransportEvents
 * @typedef {import("../../types.js").Welcome} Welcome
 */

/**
 * The protocol over plain requests, for networks that block WebSockets.
 * @implements {Transport}
 * @extends {Emitter<TransportEvents>}
 */
export class LongPollTransport extends Emitter {
  limited = true;
  closed = false;
  /** @type {DeliveredState | null} */
  #state = null;
  #poller;
  #refreshing = false;
  /** The number of commands on their way. */
  #commands = 0;
  /** Grows with every event that an earlier request may not reflect. */
  #moment = 0;
  #last = Promise.resolve();
  #leaving = false;
  /** The latest count of the people in the watched room. @type {{roomId: number, count: number} | null} */
  #online = null;

  /**
   * @param {Object} options
   * @param {import("../api/api.js").Api} options.api
   * @param {number} options.userId whose page this is
   * @param {Pick<LockManager, "request"> | null} [options.locks]
   * @param {import("../../state/core/timer.js").Clock} [options.clock]
   */
  constructor({ api, userId, locks, clock }) {
    super();
    this.api = api;
    this.userId = userId;
    const known = () => /** @type {DeliveredState} */ (this.#state).known();
    this.#poller = new Poller({ api, known, take: (...news) => this.#take(...news), locks, clock });
  }

  open() {
    this.#run().catch((error) => this.#end(CLOSES[error?.code] ?? 1006, error?.message));
  }

  /** @param {string} text one encoded envelope */
  send(text) {
    const { type, data = {}, id } = JSON.parse(text);
    if (type === "ping") this.#refresh(id);
    else this.#command(type, data, id);
  }

  close() {
    this.closed = true;
    this.#poller.stop();
  }

  /** Close like a restarting server, as soon as no command is on its way, so that a socket can take over. */
  makeWay() {
    this.#leaving = true;
    if (this.closed || this.#commands > 0) return;
    this.#frame("server-shutdown", { retryAfterMs: 0 });
    this.#end(1012);
  }

  async #run() {
    const welcome = await this.api.get("/welcome");
    if (this.closed) return;
    this.emit("open", undefined);
    this.#greet(welcome);
    await this.#poller.run();
  }

  /** @param {Welcome} welcome */
  #greet(welcome) {
    this.#state = new DeliveredState(welcome, this.#state?.later);
    this.#frame("welcome", welcome);
  }

  /** @param {import("./delivered_state.js").News} news @param {import("../../state/people/watching.js").Watch} [watch] */
  async #take(news, watch) {
    const state = /** @type {DeliveredState} */ (this.#state);
    this.#moment += 1;
    if (state.isLost(news)) this.#greet(await this.api.get("/welcome"));
    else for (const { type, data } of state.take(news)) this.#frame(type, data);
    const { online } = news;
    const roomId = watch?.roomId;
    this.#online = roomId && typeof online === "number" ? { roomId, count: online } : null;
    this.#frameOnline();
  }

  /** The entries of rooms may come without the count. */
  #frameOnline() {
    if (this.#online) this.#frame("room:online", this.#online);
  }

  /** Answer a ping, and look for changes that no poll reports: presence, names, settings. @param {string} [id] */
  async #refresh(id) {
    if (this.#refreshing) return;
    this.#refreshing = true;
    const moment = this.#moment;
    try {
      this.#compare(await this.api.get("/welcome"), this.#commands === 0 && moment === this.#moment);
      this.#frame("pong", undefined, id);
    } catch {
      // Without a pong the heartbeat ends the session.
    } finally {
      this.#refreshing = false;
    }
  }

  /** @param {Welcome} welcome @param {boolean} settled nothing has happened since the request */
  #compare(welcome, settled) {
    const state = /** @type {DeliveredState} */ (this.#state);
    if (welcome.epoch !== state.epoch || welcome.user.id !== state.userId) return this.#greet(welcome);
    for (const { type, data } of state.refresh(welcome, { settled })) this.#frame(type, data);
    this.#frameOnline();
    // The connection of the poll may be dead, for example after the machine has slept.
    if (state.isBehind(welcome)) this.#poller.again();
  }

  /** @param {string} type @param {unknown} data @param {string} [id] */
  async #command(type, data, id) {
    this.#commands += 1;
    this.#moment += 1;
    try {
      const answer = await (changesSomething(type) ? this.#inOrder(type, data) : carryOut(type, data, this));
      this.#acknowledge(id, { success: true, ...answer });
    } catch (error) {
      // Without an answer there is no ack, and the command times out.
      if (error instanceof CommandError) this.#acknowledge(id, { success: false, error: error.toJSON() });
    }
    this.#commands -= 1;
    this.#moment += 1;
    if (this.#leaving) this.makeWay();
  }

  /** Carry out a command after the earlier ones. @param {string} type @param {unknown} data @returns {Promise<object>} */
  #inOrder(type, data) {
    const turn = this.#last.then(() => this.#change(type, data));
    this.#last = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }

  /** @param {string} type @param {unknown} data @returns {Promise<object>} */
  async #change(type, data) {
    if (this.closed) throw new ConnectionLost();
    // The ack of a watch names nobody: what the server knows comes with the answers of polls.
    if (type === "watch") this.#poller.watch(/** @type {import("../../state/people/watching.js").Watch} */ (data));
    else if (type === "presence")
      this.#poller.setStatus(/** @type {import("../../wire_types.js").Presence} */ (data).status);
    else return carryOut(type, data, this);
    return {};
  }

  /** @param {string | undefined} id @param {Record<string, unknown>} data */
  #acknowledge(id, data) {
    if (id !== undefined) this.#frame("ack", data, id);
  }

  /** @param {string} type @param {unknown} [data] @param {string} [id] */
  #frame(type, data, id) {
    if (!this.closed) this.emit("frame", { type, data, ...(id !== undefined && { id }) });
  }

  /** @param {number} code @param {string} [reason] */
  #end(code, reason = "") {
    if (this.closed) return;
    this.close();
    this.emit("close", { code, reason });
  }
}
