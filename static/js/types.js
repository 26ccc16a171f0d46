/**
 * The types of the page's scripts, as JSDoc. Nothing runs here. The types of the protocol come from wire_types.js,
 * which is generated. This module gives them the names that the scripts use, and adds types for the page only.
 * Other modules use them as `import("../../types.js").Message`.
 */

/** @typedef {import("./wire_types.js").Author} Author */
/** @typedef {import("./wire_types.js").Me} CurrentUser */
/** @typedef {import("./wire_types.js").Member} Member */
/** @typedef {import("./wire_types.js").PersonStatus} PresenceEvent */
/** @typedef {PresenceEvent["status"]} PresenceStatus */
/** @typedef {import("./wire_types.js").Reaction} Reaction */
/** @typedef {import("./wire_types.js").Attachment} Attachment */
/** @typedef {import("./wire_types.js").LinkPreview} LinkPreview */
/** @typedef {import("./wire_types.js").Poll} Poll */
/** @typedef {import("./wire_types.js").Thread} ThreadFacts */
/** @typedef {import("./wire_types.js").ThreadState} ThreadState */
/** @typedef {import("./wire_types.js").ThreadPage} ThreadPage */
/** @typedef {import("./wire_types.js").FollowedThread} FollowedThread */
/** @typedef {import("./wire_types.js").CatchUpRoom} CatchUpRoom */
/** @typedef {import("./wire_types.js").CatchUp} CatchUp */
/** @typedef {import("./wire_types.js").Message} Message never mutated: a change makes a new object */
/** @typedef {import("./wire_types.js").Room} RoomEntry */
/** @typedef {import("./wire_types.js").RoomInvitation} RoomInvitation */
/** @typedef {import("./wire_types.js").Welcome} Welcome */
/** @typedef {import("./wire_types.js").WireError} WireError */
/** @typedef {import("./wire_types.js").SendAck} SendAck */
/** @typedef {import("./wire_types.js").SyncPage} SyncPage */
/** @typedef {import("./wire_types.js").HistoryPage} HistoryPage */
/** @typedef {import("./wire_types.js").Notification} Notification */

/**
 * The quote of a message. In a pending message, the author of the quote may have no picture.
 * @typedef {import("./wire_types.js").Reply} Reply
 * @typedef {Omit<Reply, "author"> & {author: Pick<Author, "id" | "username" | "displayName">}} ReplyQuote
 */

/** @typedef {{type: string, data?: unknown, id?: string}} Envelope one frame; the `data` of a `batch` is Envelope[] */

/**
 * The data of each command's ack. The ack of other commands has no data.
 * @typedef {{
 *   "chat:send": SendAck,
 *   "chat:edit": import("./wire_types.js").ChangeAck,
 *   "chat:delete": import("./wire_types.js").ChangeAck,
 *   "chat:react": import("./wire_types.js").ChangeAck,
 *   "chat:pin": import("./wire_types.js").ChangeAck,
 *   "room:join": import("./wire_types.js").JoinAck,
 *   "read": import("./wire_types.js").ReadAck,
 *   "sync": SyncPage,
 *   "history": HistoryPage,
 *   "watch": import("./wire_types.js").WatchAck,
 * }} AckData
 */

/** @template {string} Type @typedef {Type extends keyof AckData ? AckData[Type] : unknown} Ack */

/**
 * The initial state of a chat page, from chat/web/rooms/boot.py.
 * @typedef {Object} Boot
 * @property {CurrentUser} user
 * @property {RoomEntry[]} rooms
 * @property {RoomInvitation[]} invitations
 * @property {PresenceEvent[]} people
 * @property {RoomEntry} room the open room; not among `rooms` for a visitor
 * @property {HistoryPage} page
 * @property {number | null} around the seq from the page's address
 * @property {Record<string, number>} limits
 * @property {string} [view] the view that replaces the room
 */

/**
 * A message that the server has not confirmed yet.
 * @typedef {Object} PendingMessage
 * @property {string} clientId a UUID; also the key of its row
 * @property {number} roomId
 * @property {string} content
 * @property {ReplyQuote | null} replyTo
 * @property {number | null} [threadId] the root, if it is a reply in a thread
 * @property {boolean} [inRoom] whether the room shows the reply too
 * @property {string} createdAt RFC 3339, UTC, by the browser's clock; only for display
 * @property {"pending" | "sending" | "sent" | "failed"} state `sent`: acked, but its `chat:message` has not arrived yet
 * @property {Attachment[]} [attachments] its files, which are uploaded already
 * @property {boolean} attempted whether it was sent at least once, so that the server may have stored it
 * @property {WireError} [error] the reason of a failure
 */

/**
 * @typedef {"connecting" | "online" | "offline" | "closed"} ConnectionState
 * `offline` reconnects by itself, `closed` does not.
 */

/**
 * Why a connection is not online. `login`: the user must log in again. `user`: another user has logged in in this
 * browser, so the page must reload.
 * @typedef {"network" | "restart" | "busy" | "too_large" | "login" | "banned" | "misuse" | "user" |
 *   "client"} CloseReason
 */

/**
 * @typedef {Object} ConnectionStatus
 * @property {ConnectionState} state
 * @property {CloseReason | null} reason null during the first connection attempt and when online
 * @property {string} message the server's text, or an empty string
 * @property {number | null} nextRetryAt milliseconds since the epoch, if `offline`
 * @property {boolean} [limited] whether it is online by long-polling; events arrive late, and typing is not shown
 */

/**
 * The rows of a timeline, from top to bottom. `key` is stable: a pending row and the message that confirms it share it.
 * @typedef {{kind: "day", key: string, day: string}} DayRow `day` is YYYY-MM-DD in the user's time zone
 * @typedef {{kind: "unread", key: "unread"}} UnreadRow
 * @typedef {{kind: "message", key: string, message: Message, continues: boolean}} MessageRow
 * @typedef {{kind: "pending", key: string, pending: PendingMessage, continues: boolean}} PendingRow
 * @typedef {{kind: "ignored", key: string, ids: number[]}} IgnoredRow stands for messages of people whom the user ignores
 * @typedef {DayRow | UnreadRow | MessageRow | PendingRow | IgnoredRow} Row
 */

export {};
