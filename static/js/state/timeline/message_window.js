import { wordsOf } from "../files/attachments.js";

/** @typedef {import("../../types.js").Message} Message */

const QUOTE_LENGTH = 140;

/** Shorten a message's text for a quote. The server's own version comes with the next page. @param {string} content */
function oneLine(content) {
  const line = content.replace(/\s+/g, " ").trim();
  return line.length > QUOTE_LENGTH ? `${line.slice(0, QUOTE_LENGTH - 1)}…` : line;
}

/**
 * A contiguous part of a room's messages, by rising `seq`. It keeps the state of each message with the highest `rev`, so pages and
 * events may come in any order.
 */
export class MessageWindow {
  /** @type {Message[]} by rising seq */
  messages = [];
  /** The room has no older message than the first. */
  atStart = false;
  /** The room has no newer message than the last. */
  atEnd = false;

  get first() {
    return this.messages[0];
  }

  get last() {
    return this.messages[this.messages.length - 1];
  }

  /** @param {{messages: Message[], atStart: boolean, atEnd: boolean}} page */
  replace({ messages, atStart, atEnd }) {
    this.messages = [...messages].sort((one, other) => one.seq - other.seq);
    this.atStart = atStart;
    this.atEnd = atEnd;
  }

  /**
   * Extend the window by a page next to it.
   * @param {import("../../types.js").HistoryPage} page
   * @param {"older" | "newer"} direction
   */
  extend({ messages, atStart, atEnd }, direction) {
    if (direction === "older") this.atStart = atStart;
    else this.atEnd = atEnd;
    for (const message of messages) this.#insert(message);
  }

  /**
   * Store the state of a message, if it is newer and belongs in the window.
   * @param {Message} message
   * @returns {boolean} whether anything changed
   */
  put(message) {
    const requoted = this.#requote(message);
    return (this.#covers(message.seq) && this.#insert(message)) || requoted;
  }

  /** Drop the oldest messages. @param {number} keep @returns {boolean} whether there were too many */
  trim(keep) {
    if (this.messages.length <= keep) return false;
    this.messages = this.messages.slice(-keep);
    this.atStart = false;
    return true;
  }

  /** Drop the newest messages. @param {number} keep @returns {boolean} whether there were too many */
  trimNewest(keep) {
    if (this.messages.length <= keep) return false;
    this.messages = this.messages.slice(0, keep);
    this.atEnd = false;
    return true;
  }

  /** @param {number} seq @returns {Message | undefined} */
  at(seq) {
    const message = this.messages[this.#index(seq)];
    return message?.seq === seq ? message : undefined;
  }

  /**
   * Update the quotes of an edited or deleted message. The replies that quote it get no new `rev`.
   * @param {Message} original which may be outside the window
   */
  #requote(original) {
    if (!original.editedAt && !original.deletedAt) return false;
    const { deletedAt } = original;
    const content = oneLine(wordsOf(original));
    const stale = this.messages.filter(({ replyTo }) => replyTo?.id === original.id && replyTo.content !== content);
    for (const { seq, replyTo } of stale) {
      const index = this.#index(seq);
      const message = this.messages[index];
      if (replyTo) this.messages[index] = { ...message, replyTo: { ...replyTo, content, deletedAt } };
    }
    return stale.length > 0;
  }

  /** @param {number} seq */
  #covers(seq) {
    const afterStart = this.atStart || (this.first !== undefined && seq >= this.first.seq);
    const beforeEnd = this.atEnd || (this.last !== undefined && seq <= this.last.seq);
    return afterStart && beforeEnd;
  }

  /** @param {Message} message */
  #insert(message) {
    const index = this.#index(message.seq);
    const known = this.messages[index]?.seq === message.seq;
    if (known && this.messages[index].rev >= message.rev) return false;
    this.messages.splice(index, known ? 1 : 0, message);
    return true;
  }

  /** The index of a seq, or the index where it belongs. @param {number} seq */
  #index(seq) {
    let low = 0;
    let high = this.messages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.messages[middle].seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
