import { Emitter } from "../core/emitter.js";
import { refusalOf } from "../core/refusal.js";
import { systemClock } from "../core/timer.js";

/** @typedef {import("../../types.js").Message} Message */

export const UNDO_MS = 5_000;

/** @typedef {{message: Message, tombstone: Message, timer: unknown, sent: boolean}} Deletion */

/**
 * Deletions that can be undone for a moment. A message shows as deleted immediately, and the server learns of it when the time
 * is over. `over`: a deletion can no longer be undone.
 * @extends {Emitter<{change: {roomId: number}, over: {messageId: number}}>}
 */
export class Deletions extends Emitter {
  /** @type {Map<number, Deletion>} by message id, until the message itself arrives as deleted */
  #deletions = new Map();

  /**
   * @param {Object} options
   * @param {(message: Message) => Promise<unknown>} options.remove delete it on the server
   * @param {(message: Message) => void} options.removeLeaving the same, from a page that is being closed
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
    if (this.#deletions.has(message.id)) return;
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
    this.#deletions.set(message.id, { message, tombstone, timer, sent: false });
    this.emit("change", { roomId: message.roomId });
  }

  /** @param {number} messageId @returns {boolean} false when it is too late */
  undo(messageId) {
    const deletion = this.#deletions.get(messageId);
    if (!deletion || deletion.sent) return false;
    this.clock.clearTimeout(deletion.timer);
    this.#drop(deletion.message);
    return true;
  }

  /** Undo the latest deletion. @returns {boolean} false when nothing can be undone */
  undoLast() {
    const last = [...this.#deletions.values()].findLast(({ sent }) => !sent);
    return last ? this.undo(last.message.id) : false;
  }

  /** @param {Message} message as the server has it @returns {Message} the message as it must show */
  shown(message) {
    const deletion = this.#deletions.get(message.id);
    if (!message.deletedAt) return deletion?.tombstone ?? message;
    // The deletion has reached the view, and no older state can show again.
    if (deletion?.sent) this.#deletions.delete(message.id);
    return message;
  }

  /** @param {import("../../types.js").Row} row @returns {import("../../types.js").Row} the row as it must show */
  shownRow(row) {
    if (row.kind !== "message" || this.#deletions.size === 0) return row;
    const message = this.shown(row.message);
    return message === row.message ? row : { ...row, message };
  }

  /** Delete what was not undone, because the page is being closed. */
  leave() {
    for (const deletion of this.#deletions.values()) {
      if (deletion.sent) continue;
      deletion.sent = true;
      this.clock.clearTimeout(deletion.timer);
      this.options.removeLeaving(deletion.message);
      this.emit("over", { messageId: deletion.message.id });
    }
  }

  /** @param {Message} message */
  async #send(message) {
    const deletion = this.#deletions.get(message.id);
    if (!deletion || deletion.sent) return;
    deletion.sent = true;
    this.emit("over", { messageId: message.id });
    try {
      await this.options.remove(message);
    } catch (error) {
      this.#drop(message);
      if (refusalOf(error).code !== "not_found") this.options.failed(error);
    }
  }

  /** @param {Message} message */
  #drop(message) {
    this.#deletions.delete(message.id);
    this.emit("over", { messageId: message.id });
    this.emit("change", { roomId: message.roomId });
  }
}
