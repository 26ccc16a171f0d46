import { systemClock } from "../state/clock.js";
import { Emitter } from "../state/emitter.js";
import { OutboxSender } from "./outbox_sender.js";
import { ForgivingStorage, IndexedDbOutboxStorage } from "./outbox_store.js";
import { uuid } from "./uuid.js";

/** @typedef {import("../types.js").PendingMessage} PendingMessage */
/** @typedef {import("../types.js").SendAck} SendAck */

/**
 * `change`: the pending messages of a room are others now. `acked`: one is stored on the server, and out of the outbox.
 * @typedef {{change: {roomId: number}, acked: {message: PendingMessage, ack: SendAck}}} OutboxEvents
 *
 * What tabs tell each other.
 * @typedef {{put: PendingMessage} | {remove: string, ack?: SendAck}} TabNews
 *
 * @typedef {Object} OutboxOptions
 * @property {Pick<import("./connection.js").Connection, "online" | "request" | "on">} connection
 * @property {number} userId
 * @property {import("./outbox_store.js").OutboxStorage} [storage] IndexedDB by default, the memory of the page where that fails
 * @property {Pick<LockManager, "request"> | null} [locks] null: tabs may send the same message, the server keeps one
 * @property {BroadcastChannel | null} [channel] to the user's other tabs
 * @property {import("../state/clock.js").Clock} [clock]
 * @property {() => number} [random]
 * @property {() => string} [newId]
 */

/**
 * Messages on their way: kept until the server has them, sent once, in the order of their room.
 * @extends {Emitter<OutboxEvents>}
 */
export class Outbox extends Emitter {
  /** @type {Map<string, PendingMessage>} in the order of sending */
  #messages = new Map();
  #lastCreatedAt = 0;

  /** @param {OutboxOptions} options */
  constructor(options) {
    super();
    const { connection, userId, clock = systemClock, random, newId = uuid } = options;
    const { locks = globalThis.navigator?.locks ?? null, channel = null } = options;
    this.storage = new ForgivingStorage(options.storage ?? new IndexedDbOutboxStorage({ userId }));
    this.clock = clock;
    this.newId = newId;
    this.channel = channel;
    /** @type {(name: string, work: () => Promise<void>) => Promise<void>} */
    const withLock = (name, work) => (locks ? locks.request(`chat-outbox:${userId}:${name}`, work) : work());
    this.sender = new OutboxSender({ queue: this.#queue(), connection, withLock, clock, random });
    connection.on("status", ({ state }) => state === "online" && this.#wake());
    channel?.addEventListener("message", ({ data }) => this.#hear(data));
  }

  /** Take up what an earlier page left. */
  async load() {
    const stored = [...(await this.storage.load()), ...this.#messages.values()];
    stored.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
    this.#messages = new Map(stored.map((message) => [message.clientId, this.get(message.clientId) ?? message]));
    this.#lastCreatedAt = Math.max(this.#lastCreatedAt, ...stored.map(({ createdAt }) => Date.parse(createdAt)));
    for (const roomId of this.#rooms()) this.emit("change", { roomId });
    this.#wake();
  }

  /**
   * Put a message on its way. It shows at once, whatever the connection does.
   * @param {{roomId: number, content: string, replyTo?: import("../types.js").ReplyQuote | null}} draft
   * @returns {PendingMessage}
   */
  add({ roomId, content, replyTo = null }) {
    // Strictly rising, because it is also the order after a reload.
    this.#lastCreatedAt = Math.max(this.clock.now(), this.#lastCreatedAt + 1);
    const createdAt = new Date(this.#lastCreatedAt).toISOString();
    /** @type {PendingMessage} */
    const message = { clientId: this.newId(), roomId, content, replyTo, createdAt, state: "pending", attempted: false };
    this.#keep(message);
    this.sender.drain(roomId);
    return message;
  }

  /** @param {string} clientId */
  get(clientId) {
    return this.#messages.get(clientId);
  }

  /** @param {number} roomId @returns {PendingMessage[]} in the order of sending */
  pendingFor(roomId) {
    return [...this.#messages.values()].filter((message) => message.roomId === roomId);
  }

  /** A message of this user with that `clientId` was seen in the room. @param {string | null} clientId */
  confirm(clientId) {
    if (clientId) this.#forget(clientId);
  }

  /** Send a failed message again. @param {string} clientId */
  retry(clientId) {
    const message = this.get(clientId);
    if (message?.state !== "failed") return;
    const { error, ...rest } = message;
    this.#keep({ ...rest, state: "pending" });
    this.sender.drain(message.roomId);
  }

  /**
   * Take a message back to edit its text.
   * @param {string} clientId
   * @returns {PendingMessage | null} null when it may be stored already, so that it would appear twice
   */
  take(clientId) {
    const message = this.get(clientId);
    if (!message || message.state === "sending" || message.attempted) return null;
    this.#forget(clientId);
    return message;
  }

  /** Give a message up. One that was on the wire already may appear nevertheless. @param {string} clientId */
  discard(clientId) {
    this.#forget(clientId);
  }

  #wake() {
    this.sender.reset();
    for (const roomId of this.#rooms()) this.sender.drain(roomId);
  }

  #rooms() {
    return new Set([...this.#messages.values()].map(({ roomId }) => roomId));
  }

  /** @returns {import("./outbox_sender.js").Queue} */
  #queue() {
    return {
      next: (roomId) => this.pendingFor(roomId).find(({ state }) => state === "pending"),
      get: (clientId) => this.get(clientId),
      isStored: (clientId) => this.storage.has(clientId),
      update: (clientId, change) => this.#update(clientId, change),
      acked: (clientId, ack) => this.#forget(clientId, ack),
      drop: (clientId) => this.#remove(clientId),
    };
  }

  /** @param {string} clientId @param {Partial<PendingMessage>} change */
  #update(clientId, change) {
    const message = this.get(clientId);
    if (!message) return;
    // "sending" is true of this page only, so it is neither stored nor told to other tabs.
    if (change.state === "sending") this.#show({ ...message, ...change });
    else this.#keep({ ...message, ...change });
  }

  /** @param {PendingMessage} message */
  async #keep(message) {
    this.#show(message);
    await this.storage.put(message);
    if (this.get(message.clientId) === message) this.#tell({ put: message });
  }

  /** @param {string} clientId @param {SendAck} [ack] */
  async #forget(clientId, ack) {
    if (!this.#messages.has(clientId)) return;
    this.#remove(clientId, ack);
    await this.storage.remove(clientId);
    this.#tell({ remove: clientId, ack });
  }

  /** @param {PendingMessage} message */
  #show(message) {
    this.#messages.set(message.clientId, message);
    this.emit("change", { roomId: message.roomId });
  }

  /** @param {string} clientId @param {SendAck} [ack] */
  #remove(clientId, ack) {
    const message = this.get(clientId);
    if (!message) return;
    this.#messages.delete(clientId);
    if (ack) this.emit("acked", { message, ack });
    this.emit("change", { roomId: message.roomId });
  }

  /** @param {TabNews} news */
  #tell(news) {
    this.channel?.postMessage(news);
  }

  /** @param {TabNews} news */
  #hear(news) {
    if ("remove" in news) return this.#remove(news.remove, news.ack);
    if (this.get(news.put.clientId)?.state === "sending") return;
    this.#show(news.put);
    this.sender.drain(news.put.roomId);
  }
}
