/**
 * The types of the page's scripts, as JSDoc. Nothing runs here. The types of the protocol come from wire_types.js, which
 * is generated; here they get the names that the scripts use. The types below them belong to the page only.
 * Use from another module: `import("../../types.js").Message`.
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
/** @typedef {import("./wire_types.js").Welcome} Welcome */
/** @typedef {import("./wire_types.js").WireError} WireError */
/** @typedef {import("./wire_types.js").SendAck} SendAck */
/** @typedef {import("./wire_types.js").SyncPage} SyncPage */
/** @typedef {import("./wire_types.js").HistoryPage} HistoryPage */
/** @typedef {import("./wire_types.js").Notification} Notification */

/**
 * The author of a quote in a message that is not sent yet may lack the picture.
 * @typedef {Omit<import("./wire_types.js").Reply, "author"> & {author: Pick<Author, "id" | "username" | "displayName">}} ReplyQuote
 */

/** @typedef {{type: string, data?: any, id?: string}} Envelope one frame; `data` is an array of envelopes in a `batch` */

/**
 * What the server gives a chat page to start with (chat/web/rooms/boot.py).
 * @typedef {Object} Boot
 * @property {CurrentUser} user
 * @property {RoomEntry[]} rooms
 * @property {PresenceEvent[]} people
 * @property {RoomEntry} room the open room; not among `rooms` for a visitor
 * @property {HistoryPage} page
 * @property {number | null} around the seq in the page's address
 * @property {Record<string, number>} limits
 * @property {string} [view] the view that is open instead of the room
 */

/**
 * A message that the server has not confirmed yet.
 * @typedef {Object} PendingMessage
 * @property {string} clientId UUID; also the key of its row
 * @property {number} roomId
 * @property {string} content
 * @property {ReplyQuote | null} replyTo
 * @property {number | null} [threadId] the root, if it is a reply in a thread
 * @property {boolean} [inRoom] the room shows the reply, too
 * @property {string} createdAt RFC 3339, UTC, by the browser's clock: for display only
 * @property {"pending" | "sending" | "sent" | "failed"} state `sent`: acked, but its `chat:message` has not arrived yet
 * @property {Attachment[]} [attachments] uploaded already
 * @property {boolean} attempted it was sent at least once, so the server may have stored it
 * @property {WireError} [error] why it failed
 */

/**
 * @typedef {"connecting" | "online" | "offline" | "closed"} ConnectionState
 * `offline` reconnects by itself, `closed` does not.
 */

/**
 * Why a connection is not online. `login`: log in again. `user`: another user has logged in in this browser, reload.
 * @typedef {"network" | "restart" | "busy" | "too_large" | "login" | "banned" | "misuse" | "user" | "client"} CloseReason
 */

/**
 * @typedef {Object} ConnectionStatus
 * @property {ConnectionState} state
 * @property {CloseReason | null} reason null during the first connection attempt and when online
 * @property {string} message the server's text, or empty
 * @property {number | null} nextRetryAt milliseconds of the epoch, when `offline`
 * @property {boolean} [limited] online by long-poll: events arrive late, and typing is not shown
 */

/**
 * The rows of a timeline, from top to bottom. `key` is stable: a pending row and the message that confirms it share it.
 * @typedef {{kind: "day", key: string, day: string}} DayRow `day` is YYYY-MM-DD in the user's time zone
 * @typedef {{kind: "unread", key: "unread"}} UnreadRow
 * @typedef {{kind: "message", key: string, message: Message, continues: boolean}} MessageRow
 * @typedef {{kind: "pending", key: string, pending: PendingMessage, continues: boolean}} PendingRow
 * @typedef {DayRow | UnreadRow | MessageRow | PendingRow} Row
 */

export {};
