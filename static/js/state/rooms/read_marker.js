import { systemClock, Timer } from "../core/timer.js";

const WAIT_MS = 500;

/**
 * @typedef {Object} ReadMarkerOptions
 * @property {(roomId: number, seq: number, unread: boolean) => Promise<unknown>} send sends a `read` command
 * @property {(roomId: number) => number} readSeq the last `readSeq` that this page knows
 * @property {import("../core/timer.js").Clock} [clock]
 */

/** Decides when messages count as read: the user looks at the window, and the room shows its newest messages. */
export class ReadMarker {
  /** @type {number | null} */
  #roomId = null;
  #attentive = false;
  #seenSeq = 0;
  #heldUnread = false;

  /** @param {ReadMarkerOptions} options */
  constructor({ send, readSeq, clock = systemClock }) {
    this.send = send;
    this.readSeq = readSeq;
    this.timer = new Timer(clock);
  }

  /** The user has opened a room. Messages that were marked as unread may be read again. @param {number | null} roomId */
  enter(roomId) {
    this.flush();
    this.#roomId = roomId;
    this.#seenSeq = 0;
    this.#heldUnread = false;
  }

  /** @param {boolean} attentive the window has the focus and is visible */
  setAttention(attentive) {
    this.#attentive = attentive;
    this.#sendSoon();
  }

  /**
   * The open room's timeline shows messages up to a seq.
   * @param {number} seq of the last message in view
   * @param {boolean} atEnd it is the newest message of the room; otherwise nothing is read
   */
  show(seq, atEnd) {
    if (atEnd) this.#seenSeq = Math.max(this.#seenSeq, seq);
    this.#sendSoon();
  }

  /**
   * Mark as unread from a message on. It stays unread until the room is opened again.
   * @param {number} roomId
   * @param {number} seq of the first unread message
   * @returns {Promise<unknown>}
   */
  markUnread(roomId, seq) {
    if (roomId === this.#roomId) this.#heldUnread = true;
    this.timer.clear();
    return this.send(roomId, seq - 1, true);
  }

  /** Keep unread messages of the open room unread until it is opened again. */
  hold() {
    this.#heldUnread = true;
    this.timer.clear();
  }

  /** The connection is back. */
  resume() {
    this.#sendSoon();
  }

  /** Send now what would be sent in a moment. */
  flush() {
    if (this.timer.running) this.#sendNow();
  }

  #mustSend() {
    return this.#roomId !== null && this.#attentive && !this.#heldUnread && this.#seenSeq > this.readSeq(this.#roomId);
  }

  #sendSoon() {
    if (this.#mustSend() && !this.timer.running) this.timer.start(WAIT_MS, () => this.#sendNow());
  }

  #sendNow() {
    this.timer.clear();
    if (!this.#mustSend() || this.#roomId === null) return;
    // After a failure, `resume` or the next message tries again.
    this.send(this.#roomId, this.#seenSeq, false).catch(() => {});
  }
}
