import { systemClock, Timer } from "../core/timer.js";

const WAIT_MS = 500;

/**
 * @typedef {Object} ReadMarkerOptions
 * @property {(roomId: number, seq: number, unread: boolean) => Promise<unknown>} send a `read` command
 * @property {(roomId: number) => number} readSeq what the server knows, as far as this page was told
 * @property {import("../core/timer.js").Clock} [clock]
 */

/** Decides when something counts as read: the user looks at the window, and its room shows the newest messages. */
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

  /** The user opened a room; what was marked as unread may be read again. @param {number | null} roomId */
  enter(roomId) {
    this.flush();
    this.#roomId = roomId;
    this.#seenSeq = 0;
    this.#heldUnread = false;
  }

  /** @param {boolean} attentive the window has the focus and is visible */
  setAttention(attentive) {
    this.#attentive = attentive;
    this.#consider();
  }

  /**
   * What the open room's timeline shows at its lower edge.
   * @param {number} seq of the last message in view
   * @param {boolean} atEnd it is the newest of the room; otherwise nothing is read
   */
  show(seq, atEnd) {
    if (atEnd) this.#seenSeq = Math.max(this.#seenSeq, seq);
    this.#consider();
  }

  /**
   * "Mark as unread" from a message on; stays so until the room is entered again.
   * @param {number} roomId
   * @param {number} seq of the first message to be unread
   * @returns {Promise<unknown>}
   */
  markUnread(roomId, seq) {
    if (roomId === this.#roomId) this.#heldUnread = true;
    this.timer.clear();
    return this.send(roomId, seq - 1, true);
  }

  /** What is unread in the open room stays so until it is entered again. */
  hold() {
    this.#heldUnread = true;
    this.timer.clear();
  }

  /** The connection is back: what could not be said is said now. */
  resume() {
    this.#consider();
  }

  /** Say now what was going to be said. */
  flush() {
    if (this.timer.running) this.#mark();
  }

  #due() {
    return this.#roomId !== null && this.#attentive && !this.#heldUnread && this.#seenSeq > this.readSeq(this.#roomId);
  }

  #consider() {
    if (this.#due() && !this.timer.running) this.timer.start(WAIT_MS, () => this.#mark());
  }

  #mark() {
    this.timer.clear();
    if (!this.#due() || this.#roomId === null) return;
    // A refusal or a lost connection needs no care: `resume` or the next message tries again.
    this.send(this.#roomId, this.#seenSeq, false).catch(() => {});
  }
}
