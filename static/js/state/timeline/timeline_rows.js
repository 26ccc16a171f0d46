import { dayOf } from "../core/calendar_day.js";
import { isThreadOnly } from "../messages/thread_only.js";

/** @typedef {import("../../types.js").Message} Message */
/** @typedef {import("../../types.js").PendingMessage} PendingMessage */
/** @typedef {import("../../types.js").Row} Row */

/** Messages of one author within this time share one header. */
export const GROUP_WITHIN_MS = 5 * 60_000;

/**
 * @typedef {{authorId: number, createdAt: string, day: string, groups: boolean}} Line decides whether the next row continues this one
 *
 * @typedef {Object} RowsInput
 * @property {Message[]} messages by rising seq
 * @property {boolean} atStart
 * @property {PendingMessage[]} pending
 * @property {number} userId
 * @property {string} [timeZone]
 * @property {number | null} [unreadAfter] the divider follows this seq
 */

/**
 * Build the rows of a room, without the messages that only a thread shows.
 * @param {RowsInput} input
 * @returns {Row[]} top to bottom
 */
export function buildRows({ messages, pending, ...rest }) {
  const shown = messages.filter((message) => !isThreadOnly(message));
  // Failed messages show here too, because their thread may never be opened again.
  const waiting = pending.filter((message) => !isThreadOnly(message) || message.state === "failed");
  return rowsOf({ messages: shown, pending: waiting, ...rest });
}

/**
 * Build the rows of a thread, with the messages that only the thread shows.
 * @param {RowsInput} input
 * @returns {Row[]} top to bottom
 */
export function rowsOf({ messages, atStart, pending, userId, timeZone, unreadAfter = null }) {
  /** @type {Row[]} */
  const rows = [];
  const unread = unreadAfter === null ? null : firstUnread(messages, { atStart, userId, unreadAfter });
  /** @type {Line | null} */
  let previous = null;
  for (const message of messages) {
    const line = lineOf(message, {
      authorId: message.author.id,
      groups: message.kind !== "system",
      timeZone,
      previous,
    });
    pushDay(rows, previous, line);
    if (message === unread) rows.push({ kind: "unread", key: "unread" });
    const continues = message !== unread && continuesFrom(previous, line, message);
    rows.push({ kind: "message", key: rowKey(message, userId), message, continues });
    previous = line;
  }
  for (const message of pending) {
    const line = lineOf(message, { authorId: userId, groups: true, timeZone, previous });
    pushDay(rows, previous, line);
    const continues = continuesFrom(previous, line, message);
    rows.push({ kind: "pending", key: message.clientId, pending: message, continues });
    previous = line;
  }
  return rows;
}

/**
 * The key of a message's row. It is the client id for the user's own message, which replaces the pending row.
 * @param {Message} message
 * @param {number} userId
 * @returns {string}
 */
export function rowKey({ id, clientId, author }, userId) {
  return clientId && author.id === userId ? clientId : `message:${id}`;
}

/**
 * @param {Message[]} messages
 * @param {{atStart: boolean, userId: number, unreadAfter: number}} options
 * @returns {Message | undefined} none if it is above the window, or if nobody else has written since
 */
function firstUnread(messages, { atStart, userId, unreadAfter }) {
  const index = messages.findIndex(({ seq }) => seq > unreadAfter);
  if (index < 0 || (index === 0 && !atStart && messages[0].seq !== unreadAfter + 1)) return undefined;
  const news = messages.slice(index).some(({ author, kind }) => author.id !== userId && kind !== "system");
  return news ? messages[index] : undefined;
}

/**
 * @param {{createdAt: string}} message
 * @param {{authorId: number, groups: boolean, timeZone?: string, previous: Line | null}} options
 * @returns {Line}
 */
function lineOf({ createdAt }, { authorId, groups, timeZone, previous }) {
  const day = dayOf(createdAt, timeZone);
  // Clocks differ, above all the browser's. The room's order counts, so its days never go back.
  return { authorId, createdAt, groups, day: previous && previous.day > day ? previous.day : day };
}

/** @param {Row[]} rows @param {Line | null} previous @param {Line} line */
function pushDay(rows, previous, { day }) {
  if (day !== previous?.day) rows.push({ kind: "day", key: `day:${day}`, day });
}

/** @param {Line | null} previous @param {Line} line @param {{replyTo: unknown}} message */
function continuesFrom(previous, line, { replyTo }) {
  if (!previous?.groups || !line.groups || replyTo) return false;
  const apart = Date.parse(line.createdAt) - Date.parse(previous.createdAt);
  return previous.authorId === line.authorId && previous.day === line.day && apart < GROUP_WITHIN_MS;
}
