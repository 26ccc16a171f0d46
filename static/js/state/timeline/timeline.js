import { Emitter } from "../core/emitter.js";
import { MessageWindow } from "./message_window.js";
import { PendingRows } from "./pending_rows.js";
import { RevQueue } from "./rev_queue.js";
import { buildRows } from "./timeline_rows.js";

/** @typedef {import("../../types.js").Message} Message */

/** The most messages that a room holds. Beyond this, loading at one end drops messages at the other. */
export const MOST_MESSAGES = 400;

/**
 * @typedef {Object} TimelineOptions
 * @property {number} roomId
 * @property {number} userId
 * @property {string} [timeZone] IANA name; the browser's own by default
 * @property {(rev: number) => void} requestSync request the changes since that rev, and pass each page to `applySync`
 * @property {import("../core/timer.js").Clock} [clock]
 */

/**
 * One room's messages on this page: a window that follows the room's `rev`, and the user's own unconfirmed messages.
 * `change`: `rows()` has a new result. `reset`: the window was replaced.
 * @extends {Emitter<{change: {reset: boolean}}>}
 */
export class Timeline extends Emitter {
  /** Grows when the window is replaced. The answer to an earlier request does not fit any more. */
  generation = 0;
  /** The "new" divider follows this seq. @type {number | null} */
  unreadAfter = null;
  #window = new MessageWindow();
  #queue;
  #pending;

  /** @param {TimelineOptions} options */
  constructor({ roomId, userId, timeZone, requestSync, clock }) {
    super();
    this.roomId = roomId;
    this.userId = userId;
    this.timeZone = timeZone;
    this.requestSync = requestSync;
    this.#queue = new RevQueue({ onGap: requestSync, clock });
    this.#pending = new PendingRows(userId);
  }

  /** A page has been applied. Until then, events are held. */
  get loaded() {
    return this.#queue.rev !== null;
  }

  /** All changes up to here are known; 0 when nothing is loaded. */
  get rev() {
    return this.#queue.rev ?? 0;
  }

  get messages() {
    return this.#window.messages;
  }

  get atStart() {
    return this.#window.atStart;
  }

  get atEnd() {
    return this.#window.atEnd;
  }

  /** @param {number} seq @returns {Message | undefined} */
  at(seq) {
    return this.#window.at(seq);
  }

  /** @param {number} id @returns {Message | undefined} */
  find(id) {
    return this.messages.findLast((message) => message.id === id);
  }

  /** @returns {Message | undefined} the user's newest message that can be edited */
  lastOwn() {
    return this.messages.findLast(
      ({ author, kind, deletedAt }) => author.id === this.userId && kind === "message" && !deletedAt,
    );
  }

  /** @returns {import("../../types.js").Row[]} the rows to show, top to bottom */
  rows() {
    const { userId, timeZone, unreadAfter } = this;
    const { messages, atStart, atEnd } = this.#window;
    const pending = atEnd || !this.loaded ? this.#pending.list() : [];
    return buildRows({ messages, atStart, pending, userId, timeZone, unreadAfter });
  }

  /**
   * Apply a `chat:message` or `chat:changed` event.
   * @param {Message} message
   * @returns {"applied" | "ignored" | "gap"} `gap`: held until the changes before it are known
   */
  apply(message) {
    const turn = this.#queue.offer(message);
    if (turn === "old") return "ignored";
    if (turn === "early") return "gap";
    this.#settle();
    return "applied";
  }

  /** The room has this rev, as its entry says. If the change does not arrive, a sync requests it. @param {number} rev */
  expect(rev) {
    this.#queue.expect(rev);
  }

  /**
   * Apply a page of changes, requested by `requestSync`.
   * @param {import("../../types.js").SyncPage} page
   * @param {number} [since] the rev in the request
   */
  applySync({ messages, rev, reset }, since = this.rev) {
    if (!this.loaded) return;
    if (reset) {
      const atStart = messages.length === 0 || messages.some(({ seq }) => seq === 1);
      this.#replace({ messages, rev, atStart, atEnd: true });
    } else if (since <= this.rev) {
      this.#queue.advance(rev);
    }
    this.#putAll(messages);
    this.#settle(reset);
  }

  /**
   * @param {import("../../types.js").HistoryPage} page
   * @param {"replace" | "older" | "newer"} [direction] an `older` or `newer` page touches the window
   */
  applyHistory(page, direction = "replace") {
    const missed = direction !== "replace" && page.rev < this.rev;
    if (direction === "replace") this.#replace(page);
    else this.#window.extend(page, direction);
    this.#putAll(page.messages);
    if (direction !== "replace") this.trim(direction === "older" ? "newest" : "oldest");
    this.#settle(direction === "replace");
    // The page does not have the changes that arrived after its request.
    if (missed) this.requestSync(page.rev);
  }

  /** Set the pending messages of this room. @param {import("../../types.js").PendingMessage[]} messages */
  setPending(messages) {
    this.#pending.set(messages);
    this.emit("change", { reset: false });
  }

  /**
   * The server has stored a pending message; its row stays until the message itself arrives.
   * @param {import("../../types.js").PendingMessage} message
   * @param {{rev: number}} ack
   */
  acknowledge(message, { rev }) {
    if (!this.loaded || rev <= this.rev) return;
    this.#pending.acknowledge(message, rev);
    this.expect(rev);
    this.emit("change", { reset: false });
  }

  /** @param {number | null} seq the "new" divider follows this seq; null removes it */
  setUnreadAfter(seq) {
    this.unreadAfter = seq;
    this.emit("change", { reset: false });
  }

  /**
   * Drop the messages beyond a limit, at the end where the user is not reading.
   * @param {"oldest" | "newest"} end
   * @param {number} [keep]
   */
  trim(end, keep = MOST_MESSAGES) {
    const trimmed = end === "oldest" ? this.#window.trim(keep) : this.#window.trimNewest(keep);
    // A page on its way may touch an end that is gone.
    if (trimmed) this.generation += 1;
  }

  /** Drop everything. A page must be applied next. */
  reset() {
    this.generation += 1;
    this.#queue.reset();
    this.#pending.settle(Number.POSITIVE_INFINITY);
    this.#window = new MessageWindow();
    this.emit("change", { reset: true });
  }

  /** Send no more requests. */
  close() {
    this.#queue.close();
  }

  /** @param {{messages: Message[], rev: number, atStart: boolean, atEnd: boolean}} page */
  #replace(page) {
    this.generation += 1;
    this.#window.replace(page);
    this.#queue.start(page.rev);
  }

  /** @param {Message[]} messages */
  #putAll(messages) {
    for (const message of messages) {
      this.#window.put(message);
      this.#pending.confirm(message);
    }
  }

  /** Apply the held changes that are next, and emit `change`. */
  #settle(reset = false) {
    this.#putAll(this.#queue.release());
    this.#pending.settle(this.rev);
    this.emit("change", { reset });
  }
}
