import { Emitter } from "../../state/core/emitter.js";

/** @typedef {import("../../types.js").PendingMessage} PendingMessage */
/** @typedef {import("../../types.js").SendAck} SendAck */

/**
 * `change`: the pending messages of a room are others now. `acked`: one is stored on the server, and out of the queue.
 * `put`: another tab put one in.
 * @typedef {{change: {roomId: number}, acked: {message: PendingMessage, ack: SendAck}, put: {roomId: number}}} QueueEvents
 *
 * What tabs tell each other.
 * @typedef {{put: PendingMessage} | {remove: string, ack?: SendAck}} TabNews
 */

/**
 * The pending messages of a user, in the order of sending: the same in storage and in all tabs.
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
    channel?.addEventListener("message", ({ data }) => this.#hear(data));
  }

  /** Take up what an earlier page left. */
  async load() {
    const stored = [...(await this.storage.load()), ...this.#messages.values()];
    stored.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
    this.#messages = new Map(stored.map((message) => [message.clientId, this.get(message.clientId) ?? message]));
    this.#lastCreatedAt = Math.max(this.#lastCreatedAt, ...stored.map(({ createdAt }) => Date.parse(createdAt)));
    for (const roomId of this.rooms()) this.emit("change", { roomId });
  }

  /**
   * @param {number} now milliseconds of the epoch
   * @returns {string} RFC 3339; strictly rising, because it is also the order after a reload
   */
  stamp(now) {
    this.#lastCreatedAt = Math.max(now, this.#lastCreatedAt + 1);
    return new Date(this.#lastCreatedAt).toISOString();
  }

  /** @returns {Set<number>} ids of the rooms for which something is pending */
  rooms() {
    return new Set([...this.#messages.values()].map(({ roomId }) => roomId));
  }

  /** @param {number} roomId @returns {PendingMessage[]} */
  inRoom(roomId) {
    return [...this.#messages.values()].filter((message) => message.roomId === roomId);
  }

  /** @param {number} roomId @returns {PendingMessage | undefined} to be sent next */
  next(roomId) {
    return this.inRoom(roomId).find(({ state }) => state === "pending");
  }

  /** @param {string} clientId */
  get(clientId) {
    return this.#messages.get(clientId);
  }

  /** @param {string} clientId @returns {Promise<boolean>} false once another tab has sent it */
  isStored(clientId) {
    return this.storage.has(clientId);
  }

  /** @param {PendingMessage} message new, or in a new state @returns {Promise<void>} when it is stored */
  async put(message) {
    this.#show(message);
    // "sending" is true of this page only, so it is neither stored nor told to other tabs.
    if (message.state === "sending") return;
    await this.storage.put(message);
    if (this.get(message.clientId) === message) this.channel?.postMessage({ put: message });
  }

  /** @param {string} clientId @param {Partial<PendingMessage>} change */
  update(clientId, change) {
    const message = this.get(clientId);
    if (message) this.put({ ...message, ...change });
  }

  /** @param {string} clientId @param {SendAck} [ack] if the server has it @returns {Promise<void>} when storage has forgotten it */
  async remove(clientId, ack) {
    if (!this.#messages.has(clientId)) return;
    this.drop(clientId, ack);
    await this.storage.remove(clientId);
    this.channel?.postMessage({ remove: clientId, ack });
  }

  /** Forget what another tab has removed from storage. @param {string} clientId @param {SendAck} [ack] */
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
  #hear(news) {
    if ("remove" in news) return this.drop(news.remove, news.ack);
    if (this.get(news.put.clientId)?.state === "sending") return;
    this.#show(news.put);
    this.emit("put", { roomId: news.put.roomId });
  }
}
