import { Emitter } from "../../state/core/emitter.js";
import { systemClock } from "../../state/core/timer.js";
import { uuid } from "../api/uuid.js";
import { OutboxQueue } from "./outbox_queue.js";
import { OutboxSender } from "./outbox_sender.js";
import { ForgivingStorage, IndexedDbOutboxStorage } from "./outbox_storage.js";

/** @typedef {import("../../types.js").PendingMessage} PendingMessage */

/**
 * `change`: the pending messages of a room have changed. `acked`: the server has stored a message, and the outbox has dropped it.
 * @typedef {{change: {roomId: number}, acked: {message: PendingMessage, ack: import("../../types.js").SendAck}}} OutboxEvents
 *
 * @typedef {Object} OutboxOptions
 * @property {Pick<import("../connection/connection.js").Connection, "on"> & import("./outbox_sender.js").Sending} connection
 * @property {number} userId
 * @property {import("./outbox_storage.js").OutboxStorage} [storage] IndexedDB by default; where it fails, the memory of the page
 * @property {Pick<LockManager, "request"> | null} [locks] with null, two tabs may send the same message, and the server keeps one
 * @property {BroadcastChannel | null} [channel] to the user's other tabs
 * @property {import("../../state/core/timer.js").Clock} [clock]
 * @property {() => number} [random] as `Math.random`
 * @property {() => string} [newId]
 */

/**
 * The messages that the server has not confirmed. Each is kept until then, and a room's messages are sent one after another.
 * @extends {Emitter<OutboxEvents>}
 */
export class Outbox extends Emitter {
  #queue;
  #sender;

  /** @param {OutboxOptions} options */
  constructor(options) {
    super();
    const { connection, userId, clock = systemClock, random, newId = uuid } = options;
    const { locks = globalThis.navigator?.locks ?? null, channel = null } = options;
    const storage = new ForgivingStorage(options.storage ?? new IndexedDbOutboxStorage({ userId }));
    /** @type {(name: string, work: () => Promise<void>) => Promise<void>} */
    const withLock = (name, work) => (locks ? locks.request(`chat-outbox:${userId}:${name}`, work) : work());
    this.clock = clock;
    this.newId = newId;
    this.#queue = new OutboxQueue({ storage, channel });
    this.#sender = new OutboxSender({ queue: this.#queue, connection, withLock, clock, random });
    this.#queue.on("change", (change) => this.emit("change", change));
    this.#queue.on("acked", (acked) => this.emit("acked", acked));
    this.#queue.on("put", ({ roomId }) => this.#sender.drain(roomId));
    connection.on("status", ({ state }) => state === "online" && this.#drainAll());
  }

  /** Load the messages that an earlier page left unsent. */
  async load() {
    await this.#queue.load();
    this.#drainAll();
  }

  /**
   * Add a message. It shows immediately, and is sent as soon as there is a connection.
   * @param {{roomId: number, content: string, replyTo?: import("../../types.js").ReplyQuote | null, threadId?: number, inRoom?: boolean,
   *   attachments?: import("../../types.js").Attachment[]}} draft
   * @returns {PendingMessage}
   */
  add({ roomId, content, replyTo = null, threadId, inRoom, attachments = [] }) {
    const createdAt = this.#queue.stamp(this.clock.now());
    /** @type {PendingMessage} */
    const message = { clientId: this.newId(), roomId, content, replyTo, createdAt, state: "pending", attempted: false };
    if (threadId) Object.assign(message, { threadId, inRoom: inRoom ?? false });
    if (attachments.length > 0) message.attachments = attachments;
    this.#queue.put(message);
    this.#sender.drain(roomId);
    return message;
  }

  /** @param {string} clientId */
  get(clientId) {
    return this.#queue.get(clientId);
  }

  /** @param {number} roomId @returns {PendingMessage[]} in the order of sending */
  pendingFor(roomId) {
    return this.#queue.inRoom(roomId);
  }

  /** Drop a message because it has arrived in the room. @param {string} clientId */
  confirm(clientId) {
    this.#queue.remove(clientId);
  }

  /** Send a failed message again. @param {string} clientId */
  retry(clientId) {
    const message = this.get(clientId);
    if (message?.state !== "failed") return;
    const { error, ...rest } = message;
    this.#queue.put({ ...rest, state: "pending" });
    this.#sender.drain(message.roomId);
  }

  /**
   * Take a message out of the outbox, to edit its text.
   * @param {string} clientId
   * @returns {PendingMessage | null} null when the server may have stored it; sent again, it would appear twice
   */
  take(clientId) {
    const message = this.get(clientId);
    if (!message || message.state === "sending" || message.attempted) return null;
    this.#queue.remove(clientId);
    return message;
  }

  /** Discard a message. If it has been on the wire, it may appear nevertheless. @param {string} clientId */
  discard(clientId) {
    this.#queue.remove(clientId);
  }

  #drainAll() {
    this.#sender.reset();
    for (const roomId of this.#queue.rooms()) this.#sender.drain(roomId);
  }
}
