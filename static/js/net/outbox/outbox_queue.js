import { Emitter } from "../../state/core/emitter.js";

/** @typedef {import("../../types.js").PendingMessage} PendingMessage */
/** @typedef {import("../../types.js").SendAck} SendAck */

/**
 * `change`: the pending messages of a room have changed. `acked`: the server has stored a message, and the queue has dropped it.
 * `put`: another tab has added a message.
 * @typedef {{change: {roomId: number}, acked: {message: PendingMessage, ack: SendAck}, put: {roomId: number}}} QueueEvents
 *
 * The news that tabs send each other.
 * @typedef {{put: PendingMessage} | {remove: string, ack?: SendAck}} TabNews
 */

/**
 * The pending messages of a user, in the order of sending. Storage and all tabs hold the same ones.
 * @extends {Emitter<QueueEvents>}
 */
export class OutboxQueue extends Emitter {
  /** @type {Map<string, PendingMessage>} */
  #messages = new Map();
  #lastCreatedAt = 0;

  /** @param {{storage: import("./outbox_storage.js").OutboxStorage, channel: BroadcastChannel | null}} options */
  constructor({ storage, channel }) {
    super();
    this.storage = storage;
    this.channel = channel;
    channel?.addEventListener("message", ({ data }) => this.#receiveNews(data));
  }

  /** Load the messages that an earlier page left. */
  async load() {
    const stored = [...(await this.storage.load()), ...this.#messages.values()];
    stored.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
    this.#messages = new Map(stored.map((message) => [message.clientId, this.get(message.clientId) ?? message]));
    this.#lastCreatedAt = Math.max(this.#lastCreatedAt, ...stored.map(({ createdAt }) => Date.parse(createdAt)));
    for (const roomId of this.rooms()) this.emit("change", { roomId });
  }

  /**
   * @param {number} now milliseconds of the epoch
   * @returns {string} RFC 3339, later than all earlier stamps, because they give the order after a reload
   */
  stamp(now) {
    this.#lastCreatedAt = Math.max(now, this.#lastCreatedAt + 1);
    return new Date(this.#lastCreatedAt).toISOString();
  }

  /** @returns {Set<number>} ids of the rooms with pending messages */
  rooms() {
    return new Set([...this.#messages.values()].map(({ roomId }) => roomId));
  }

  /** @param {number} roomId @returns {PendingMessage[]} */
  inRoom(roomId) {
    return [...this.#messages.values()].filter((message) => message.roomId === roomId);
  }

  /** @param {number} roomId @returns {PendingMessage | undefined} the next one to send */
  next(roomId) {
    return this.inRoom(roomId).find(({ state }) => state === "pending");
  }

  /** @param {string} clientId */
  get(clientId) {
    return this.#messages.get(clientId);
  }

  /** @param {string} clientId @returns {Promise<boolean>} false after another tab has sent it */
  isStored(clientId) {
    return this.storage.has(clientId);
  }

  /** @param {PendingMessage} message a new one, or one in a new state @returns {Promise<void>} when it is stored */
  async put(message) {
    this.#show(message);
    // Only this page is sending it, so the state is neither stored nor sent to other tabs.
    if (message.state === "sending") return;
    await this.storage.put(message);
    if (this.get(message.clientId) === message) this.channel?.postMessage({ put: message });
  }

  /** @param {string} clientId @param {Partial<PendingMessage>} change */
  update(clientId, change) {
    const message = this.get(clientId);
    if (message) this.put({ ...message, ...change });
  }

  /** @param {string} clientId @param {SendAck} [ack] if the server has stored it @returns {Promise<void>} when it is out of storage */
  async remove(clientId, ack) {
    if (!this.#messages.has(clientId)) return;
    this.drop(clientId, ack);
    await this.storage.remove(clientId);
    this.channel?.postMessage({ remove: clientId, ack });
  }

  /** Drop a message that is out of storage already. @param {string} clientId @param {SendAck} [ack] */
  drop(clientId, ack) {
    const message = this.get(clientId);
    if (!message) return;
    this.#messages.delete(clientId);
    if (ack) this.emit("acked", { message, ack });
    this.emit("change", { roomId: message.roomId });
  }

  /** @param {PendingMessage} message */
  #show(message) {
    this.#messages.set(message.clientId, message);
    this.emit("change", { roomId: message.roomId });
  }

  /** @param {TabNews} news */
  #receiveNews(news) {
    if ("remove" in news) return this.drop(news.remove, news.ack);
    if (this.get(news.put.clientId)?.state === "sending") return;
    this.#show(news.put);
    this.emit("put", { roomId: news.put.roomId });
  }
}
