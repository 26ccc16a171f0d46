import { Emitter } from "../core/emitter.js";
import { MessageWindow } from "./message_window.js";
import { PendingRows } from "./pending_rows.js";
import { RevQueue } from "./rev_queue.js";
import { buildRows } from "./timeline_rows.js";

/** @typedef {import("../../types.js").Message} Message */

/** The most messages that are held of a room: who reads on through thousands lets go of those at the other end. */
export const MOST_MESSAGES = 400;

/**
 * @typedef {Object} TimelineOptions
 * @property {number} roomId
 * @property {number} userId
 * @property {string} [timeZone] IANA name; the browser's own by default
 * @property {(rev: number) => void} requestSync ask for what changed since that rev, page by page, and `applySync` it
 * @property {import("../core/timer.js").Clock} [clock]
 */

/**
 * What this page holds of one room: a window of its messages, kept in step with the room's `rev`, and the user's own
 * unconfirmed ones. `change` says that `rows()` would answer otherwise now; `reset`: the window is another one.
 * @extends {Emitter<{change: {reset: boolean}}>}
 */
export class Timeline extends Emitter {
  /** Grows when the window is replaced: an answer to a question asked before belongs nowhere. */
  generation = 0;
  /** The "new" divider stands behind this seq. @type {number | null} */
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

  /** A page has been applied; until then events are held. */
  get loaded() {
    return this.#queue.rev !== null;
  }

  /** Every change up to here is known; 0 when nothing is loaded. */
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

  /** @returns {Message | undefined} the newest one that the user wrote and can still edit */
  lastOwn() {
    return this.messages.findLast(
      ({ author, kind, deletedAt }) => author.id === this.userId && kind === "message" && !deletedAt,
    );
  }

  /** @returns {import("../../types.js").Row[]} what to show, top to bottom */
  rows() {
    const { userId, timeZone, unreadAfter } = this;
    const { messages, atStart, atEnd } = this.#window;
    const pending = atEnd || !this.loaded ? this.#pending.list() : [];
    return buildRows({ messages, atStart, pending, userId, timeZone, unreadAfter });
  }

  /**
   * Take `chat:message` or `chat:changed`.
   * @param {Message} message
   * @returns {"applied" | "ignored" | "gap"} `gap`: held back until what comes before it is known
   */
  apply(message) {
    const turn = this.#queue.offer(message);
    if (turn === "old") return "ignored";
    if (turn === "early") return "gap";
    this.#settle();
    return "applied";
  }

  /** The room has come as far as this rev, as the sidebar says: it will be heard of, or be asked for. @param {number} rev */
  expect(rev) {
    this.#queue.expect(rev);
  }

  /**
   * Take an answer to `requestSync`; ask again while it says `more`.
   * @param {import("../../types.js").SyncPage} page
   * @param {number} [since] the rev that was asked about
   */
  applySync({ messages, rev, reset }, since = this.rev) {
    if (!this.loaded) return;
    if (reset) {
      const atStart = messages.length === 0 || messages.some(({ seq }) => seq === 1);
      this.#replace({ messages, rev, atStart, atEnd: true });
    } else if (since <= this.rev) {
      this.#queue.advance(rev);
    }
    this.#take(messages);
    this.#settle(reset);
  }

  /**
   * @param {import("../../types.js").HistoryPage} page
   * @param {"replace" | "older" | "newer"} [direction] `older` and `newer` touch what is held
   */
  applyHistory(page, direction = "replace") {
    const missed = direction !== "replace" && page.rev < this.rev;
    if (direction === "replace") this.#replace(page);
    else this.#window.extend(page, direction);
    this.#take(page.messages);
    if (direction !== "replace") this.trim(direction === "older" ? "newest" : "oldest");
    this.#settle(direction === "replace");
    // Changes that passed by while this page was on its way are not in it.
    if (missed) this.requestSync(page.rev);
  }

  /** The unconfirmed messages of this room, as the outbox has them now. @param {import("../../types.js").PendingMessage[]} messages */
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

  /** @param {number | null} seq the "new" divider stands behind this one; null removes it */
  setUnreadAfter(seq) {
    this.unreadAfter = seq;
    this.emit("change", { reset: false });
  }

  /**
   * Let go of what are too many, at the end that the reader is not at.
   * @param {"oldest" | "newest"} end
   * @param {number} [keep]
   */
  trim(end, keep = MOST_MESSAGES) {
    const trimmed = end === "oldest" ? this.#window.trim(keep) : this.#window.trimNewest(keep);
    // A page that is on its way may touch an end that is gone.
    if (trimmed) this.generation += 1;
  }

  /** Drop everything; a page has to be applied next. */
  reset() {
    this.generation += 1;
    this.#queue.reset();
    this.#pending.settle(Number.POSITIVE_INFINITY);
    this.#window = new MessageWindow();
    this.emit("change", { reset: true });
  }

  /** Ask for nothing any more. */
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
  #take(messages) {
    for (const message of messages) {
      this.#window.put(message);
      this.#pending.confirm(message);
    }
  }

  /** Apply what was held for this moment, and say that something changed. */
  #settle(reset = false) {
    this.#take(this.#queue.release());
    this.#pending.settle(this.rev);
    this.emit("change", { reset });
  }
}
