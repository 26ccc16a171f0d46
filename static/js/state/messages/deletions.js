import { Emitter } from "../core/emitter.js";
import { systemClock } from "../core/timer.js";

/** @typedef {import("../../types.js").Message} Message */

export const UNDO_MS = 5_000;

/**
 * The deletions that can still be undone: a message shows as deleted at once, and the server is told when the time is over.
 * @extends {Emitter<{change: {roomId: number}, over: {messageId: number}}>}
 */
export class Deletions extends Emitter {
  /** @type {Map<number, {message: Message, tombstone: Message, timer: unknown, sent: boolean}>} by message id */
  #doomed = new Map();

  /**
   * @param {Object} options
   * @param {(message: Message) => Promise<unknown>} options.remove tell the server
   * @param {(message: Message) => void} options.removeLeaving the same, by a page that will not hear the answer
   * @param {(error: unknown) => void} options.failed
   * @param {import("../core/timer.js").Clock} [options.clock]
   */
  constructor({ remove, removeLeaving, failed, clock = systemClock }) {
    super();
    this.options = { remove, removeLeaving, failed };
    this.clock = clock;
  }

  /** @param {Message} message */
  add(message) {
    if (this.#doomed.has(message.id)) return;
    const deletedAt = new Date(this.clock.now()).toJSON();
    const tombstone = {
      ...message,
      content: "",
      html: "",
      replyTo: null,
      reactions: [],
      attachments: [],
      previews: [],
      poll: null,
      deletedAt,
    };
    const timer = this.clock.setTimeout(() => this.#send(message), UNDO_MS);
    this.#doomed.set(message.id, { message, tombstone, timer, sent: false });
    this.emit("change", { roomId: message.roomId });
  }

  /** @param {number} messageId @returns {boolean} false: it is too late */
  undo(messageId) {
    const doomed = this.#doomed.get(messageId);
    if (!doomed || doomed.sent) return false;
    this.clock.clearTimeout(doomed.timer);
    this.#drop(doomed.message);
    return true;
  }

  /** Take the latest one back. @returns {boolean} false: there is none */
  undoLast() {
    const last = [...this.#doomed.values()].findLast(({ sent }) => !sent);
    return last ? this.undo(last.message.id) : false;
  }

  /** @param {Message} message @returns {Message} as it is to be shown */
  shown(message) {
    const doomed = message.deletedAt ? undefined : this.#doomed.get(message.id);
    return doomed?.tombstone ?? message;
  }

  /** @param {import("../../types.js").Row} row @returns {import("../../types.js").Row} as it is to be shown; the same one each time */
  shownRow(row) {
    if (row.kind !== "message" || this.#doomed.size === 0) return row;
    const message = this.shown(row.message);
    return message === row.message ? row : { ...row, message };
  }

  /** The page goes away: what nobody took back is deleted now. */
  leave() {
    for (const doomed of this.#doomed.values()) {
      if (doomed.sent) continue;
      doomed.sent = true;
      this.clock.clearTimeout(doomed.timer);
      this.options.removeLeaving(doomed.message);
      this.emit("over", { messageId: doomed.message.id });
    }
  }

  /** @param {Message} message */
  async #send(message) {
    const doomed = this.#doomed.get(message.id);
    if (!doomed || doomed.sent) return;
    doomed.sent = true;
    this.emit("over", { messageId: message.id });
    try {
      await this.options.remove(message);
    } catch (/** @type {any} */ error) {
      this.#drop(message);
      // Another one was quicker: that is as good.
      if (error?.code !== "not_found") this.options.failed(error);
    }
  }

  /** @param {Message} message */
  #drop(message) {
    this.#doomed.delete(message.id);
    this.emit("over", { messageId: message.id });
    this.emit("change", { roomId: message.roomId });
  }
}
