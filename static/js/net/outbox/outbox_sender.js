import { systemClock, Timer } from "../../state/core/timer.js";
import { CommandError } from "../api/errors.js";
import { Backoff } from "../connection/backoff.js";

/** @typedef {import("../../types.js").PendingMessage} PendingMessage */

/** Refusals after which it is worth trying again. */
const PASSING = new Set(["rate_limited", "slow_mode", "unavailable", "unauthenticated"]);

/**
 * @typedef {import("../../types.js").SendAck} SendAck
 * @typedef {{online: boolean, request: (type: "chat:send", data: Record<string, unknown>) => Promise<SendAck>}} Sending
 * @typedef {{timer: Timer, backoff: Backoff, busy: boolean}} Lane
 */

/** Sends each room's messages one after another, in one tab at a time. A message waits for the ack or refusal of the one before. */
export class OutboxSender {
  /** @type {Map<number, Lane>} */
  #lanes = new Map();

  /**
   * @param {Object} options
   * @param {import("./outbox_queue.js").OutboxQueue} options.queue
   * @param {Sending} options.connection
   * @param {(name: string, work: () => Promise<void>) => Promise<void>} options.withLock
   * @param {import("../../state/core/timer.js").Clock} [options.clock]
   * @param {() => number} [options.random]
   */
  constructor({ queue, connection, withLock, clock = systemClock, random }) {
    this.queue = queue;
    this.connection = connection;
    this.withLock = withLock;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Send the pending messages of a room. It is safe to call this at any time.
   * @param {number} roomId
   * @returns {Promise<void>} when nothing is left that can be sent now
   */
  async drain(roomId) {
    const lane = this.#lane(roomId);
    while (this.#canSend(lane, roomId)) {
      lane.busy = true;
      await this.#sendLocked(lane, roomId);
      lane.busy = false;
    }
  }

  /** End all waits, because the connection is new. */
  reset() {
    for (const { timer, backoff } of this.#lanes.values()) {
      timer.clear();
      backoff.reset();
    }
  }

  /** @param {Lane} lane @param {number} roomId */
  #canSend(lane, roomId) {
    return this.connection.online && !lane.busy && !lane.timer.running && this.queue.next(roomId) !== undefined;
  }

  /** @param {Lane} lane @param {number} roomId @returns {Promise<void>} never rejects */
  async #sendLocked(lane, roomId) {
    const send = () => this.#sendAll(lane, roomId).catch(() => this.#drainLater(lane, roomId));
    // A browser may refuse the lock. Then two tabs may send the same message, and the server keeps one.
    await this.withLock(String(roomId), send).catch(send);
  }

  /** @param {Lane} lane @param {number} roomId */
  async #sendAll(lane, roomId) {
    for (let next = this.queue.next(roomId); next && this.connection.online; next = this.queue.next(roomId)) {
      const mayContinue = await this.#send(lane, next.clientId);
      if (!mayContinue) return;
    }
  }

  /** @param {Lane} lane @param {string} clientId @returns {Promise<boolean>} whether the next message may be sent now */
  async #send(lane, clientId) {
    const stored = await this.queue.isStored(clientId);
    const message = this.queue.get(clientId);
    if (message?.state !== "pending") return true; // taken back or confirmed in the meantime
    if (!stored) {
      this.queue.drop(clientId);
      return true;
    }
    this.queue.update(clientId, { state: "sending" });
    try {
      const ack = await this.connection.request("chat:send", command(message));
      this.queue.remove(clientId, ack);
      lane.backoff.reset();
      return true;
    } catch (error) {
      return this.#handleFailure(lane, message, error);
    }
  }

  /** @param {Lane} lane @param {PendingMessage} message @param {unknown} error @returns {boolean} whether the next message may be sent now */
  #handleFailure(lane, { clientId, roomId }, error) {
    if (!this.queue.get(clientId)) return true; // its `chat:message` arrived before the error
    const refusal = error instanceof CommandError ? error : null;
    if (refusal && !PASSING.has(refusal.code)) {
      this.queue.update(clientId, { state: "failed", attempted: false, error: refusal.toJSON() });
      return true;
    }
    const outcomeUnknown = !refusal || refusal.code === "unavailable";
    this.queue.update(clientId, { state: "pending", ...(outcomeUnknown && { attempted: true }) });
    if (this.connection.online) this.#drainLater(lane, roomId, refusal?.retryAfterMs);
    return false;
  }

  /** @param {Lane} lane @param {number} roomId @param {number} [ms] */
  #drainLater(lane, roomId, ms = lane.backoff.next()) {
    lane.timer.start(ms, () => this.drain(roomId));
  }

  /** @param {number} roomId @returns {Lane} */
  #lane(roomId) {
    const { clock, random } = this;
    const lane = this.#lanes.get(roomId) ?? { timer: new Timer(clock), backoff: new Backoff({ random }), busy: false };
    this.#lanes.set(roomId, lane);
    return lane;
  }
}

/** @param {PendingMessage} message */
function command({ roomId, content, clientId, replyTo, threadId, inRoom, attachments }) {
  return {
    roomId,
    content,
    clientId,
    ...(replyTo && { replyTo: replyTo.id }),
    ...(threadId && { threadId, inRoom }),
    ...(attachments && { attachmentIds: attachments.map(({ id }) => id) }),
  };
}
