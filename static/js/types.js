/**
 * The shapes on the wire (docs/protocol.md) and the few that the client adds, as JSDoc types. Nothing runs here.
 * Use from another module: `import("../../types.js").Message`.
 */

/**
 * @typedef {Object} Author
 * @property {number} id
 * @property {string} username
 * @property {string} displayName
 * @property {string} avatarUrl empty: draw the initials
 * @property {boolean} isBot
 */

/** @typedef {{id: number, seq: number, author: Pick<Author, "id" | "username" | "displayName">, content: string, deletedAt: string | null}} ReplyQuote a snippet of the quoted message */
/** @typedef {{question: string, options: {text: string, userIds: number[]}[], multiple: boolean, closedAt: string | null}} Poll */
/** @typedef {{emoji: string, userIds: number[]}} Reaction */
/** @typedef {{url: string, title: string, description: string, siteName: string}} LinkPreview what the page behind a link says of itself */
/**
 * @typedef {Object} Attachment a file of a message
 * @property {number} id
 * @property {string} name
 * @property {number} size
 * @property {string} type by the server
 * @property {number | null} width of pictures
 * @property {number | null} height
 * @property {number | null} duration seconds, of recordings
 * @property {string} url
 * @property {string | null} thumbnailUrl
 */

/** @typedef {{event: "joined" | "left" | "added" | "removed" | "renamed" | "topic" | "archived" | "unarchived" | "created", [param: string]: unknown}} SystemEvent */

/** @typedef {{count: number, lastReplyAt: string | null, participants: number[]}} ThreadFacts */
/** @typedef {{rootId: number, roomId: number, following: boolean, readSeq: number, lastSeq: number, threads?: number}} ThreadState */
/** @typedef {{root: Message, replies: Message[], atStart: boolean, state: ThreadState}} ThreadPage */
/** @typedef {{root: Message, latest: Message | null, unread: number, state: ThreadState}} FollowedThread */
/** @typedef {{roomId: number, seq: number, unread: number, items: {reason: "mention" | "reply" | "direct" | "keyword" | "unread", message: Message}[]}} CatchUpRoom */
/** @typedef {{rooms: CatchUpRoom[], threads: FollowedThread[], more: number}} CatchUp */

/**
 * A message as `chat:message`, `chat:changed`, `sync` and `history` carry it. Never mutated: a change is a new object.
 * @typedef {Object} Message
 * @property {number} id
 * @property {number} roomId
 * @property {number} seq position in the room: 1, 2, 3 …
 * @property {number} rev the room's revision of this message's latest change
 * @property {string | null} clientId
 * @property {Author} author
 * @property {string} content Markdown source; an English fallback for a system message
 * @property {string} html rendered and sanitised by the server
 * @property {ReplyQuote | null} replyTo
 * @property {Reaction[]} reactions
 * @property {Attachment[]} attachments
 * @property {LinkPreview[]} [previews]
 * @property {number[]} mentions ids of the mentioned users
 * @property {boolean} mentionsEveryone
 * @property {number | null} [threadId] the message whose thread this is a reply in
 * @property {boolean} [inRoom] false: only its thread shows it
 * @property {ThreadFacts | null} [thread] that hangs on this message
 * @property {string | null} [pinnedAt]
 * @property {number | null} [pinnedBy]
 * @property {string} createdAt RFC 3339, UTC
 * @property {string | null} editedAt
 * @property {string | null} deletedAt
 * @property {"message" | "system"} kind
 * @property {Poll | null} [poll] only where the message asks one
 * @property {SystemEvent | null} [system] only when `kind` is `system`
 */

/**
 * One room of the sidebar, as `welcome.rooms`, `room:added` and `room:updated` carry it.
 * @typedef {Object} RoomEntry
 * @property {number} id
 * @property {string} name
 * @property {string} slug
 * @property {"public" | "private" | "direct"} kind
 * @property {string} topic
 * @property {"owner" | "moderator" | "member" | null} role the user's own; null in a public room not joined
 * @property {number} seq of the newest message
 * @property {number} rev of the newest change
 * @property {number} readSeq
 * @property {number} unread
 * @property {number} mentions unread ones
 * @property {number} [threads] followed ones with something unread
 * @property {"all" | "mentions" | "none"} notify
 * @property {boolean} archived
 * @property {number} online people connected now
 * @property {string | null} lastMessageAt
 * @property {number} memberCount
 * @property {Author | null} [peer] the other user of a direct room of two
 * @property {Author[]} [members] of a direct room of more
 */

/** @typedef {{id: number, username: string, displayName: string, avatarUrl: string, isBot: boolean, isStaff: boolean, timeZone: string, language: string}} CurrentUser */

/**
 * @typedef {Object} Welcome
 * @property {string} clientId of the connection
 * @property {number} protocol
 * @property {string} epoch
 * @property {CurrentUser} user
 * @property {RoomEntry[]} rooms
 * @property {PresenceEvent[]} [people] who is there, of those who share a room with the user
 * @property {Record<string, number>} limits
 * @property {number} heartbeatSeconds
 * @property {string} serverTime
 */

/** @typedef {Author & {status: PresenceStatus, lastSeenAt: string | null, role: "owner" | "moderator" | "member"}} Member of a room, as REST lists them */

/**
 * What the server gives a chat page to start with (chat/web/rooms/boot.py).
 * @typedef {Object} Boot
 * @property {CurrentUser} user
 * @property {RoomEntry[]} rooms
 * @property {PresenceEvent[]} people
 * @property {RoomEntry} room the open one; not among `rooms` for a visitor
 * @property {HistoryPage} page
 * @property {number | null} around the seq that the address names
 * @property {Record<string, number>} limits
 * @property {string} [view] what the page shows in place of the room
 */

/** @typedef {{type: string, data?: any, id?: string}} Envelope one frame; `data` is an array of envelopes in a `batch` */
/** @typedef {{code: string, message: string, retryAfterMs?: number, fields?: Record<string, unknown>}} WireError */
/** @typedef {{messageId: number, seq: number, rev: number, clientId: string, duplicate: boolean}} SendAck */
/** @typedef {{messages: Message[], rev: number, more: boolean, reset: boolean}} SyncPage by rising `rev` */
/** @typedef {{messages: Message[], rev: number, atStart: boolean, atEnd: boolean}} HistoryPage by rising `seq` */
/** @typedef {"online" | "away" | "offline"} PresenceStatus */
/** @typedef {{userId: number, status: PresenceStatus, lastSeenAt: string | null}} PresenceEvent */
/** @typedef {{id: number, kind: string, roomId?: number, messageId?: number, title: string, body: string, url: string, createdAt: string}} Notification */

/**
 * A message that the server has not confirmed yet.
 * @typedef {Object} PendingMessage
 * @property {string} clientId UUID; also the key of its row
 * @property {number} roomId
 * @property {string} content
 * @property {ReplyQuote | null} replyTo
 * @property {number | null} [threadId] a reply in the thread of this message
 * @property {boolean} [inRoom] which the room shows too
 * @property {string} createdAt RFC 3339, UTC, by the browser's clock: for display only
 * @property {"pending" | "sending" | "sent" | "failed"} state `sent`: acked, its `chat:message` is on the way
 * @property {Attachment[]} [attachments] uploaded already
 * @property {boolean} attempted it has been on the wire and may be stored already
 * @property {WireError} [error] why it failed
 */

/**
 * @typedef {"connecting" | "online" | "offline" | "closed"} ConnectionState
 * `offline` tries again by itself, `closed` does not.
 */

/**
 * Why a connection is not online. `login`: log in again. `user`: another user is logged in in this browser now, reload.
 * @typedef {"network" | "restart" | "busy" | "too_large" | "login" | "banned" | "misuse" | "user" | "client"} CloseReason
 */

/**
 * @typedef {Object} ConnectionStatus
 * @property {ConnectionState} state
 * @property {CloseReason | null} reason null while connecting for the first time and when online
 * @property {string} message the server's words, or empty
 * @property {number | null} nextRetryAt milliseconds of the epoch, when `offline`
 * @property {boolean} [limited] online by long-poll: what happens is told late, and nobody is seen typing
 */

/**
 * What a timeline shows, top to bottom. `key` is stable: a pending row and the message that confirms it have the same.
 * @typedef {{kind: "day", key: string, day: string}} DayRow `day` is YYYY-MM-DD in the user's time zone
 * @typedef {{kind: "unread", key: "unread"}} UnreadRow
 * @typedef {{kind: "message", key: string, message: Message, continues: boolean}} MessageRow
 * @typedef {{kind: "pending", key: string, pending: PendingMessage, continues: boolean}} PendingRow
 * @typedef {DayRow | UnreadRow | MessageRow | PendingRow} Row
 */

export {};
