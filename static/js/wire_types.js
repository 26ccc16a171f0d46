/**
 * The models of chat/protocol as JSDoc types. `make types` writes this file; do not edit it.
 * A key in brackets may be left out. Types that only the page uses are in types.js, which imports these.
 */

/**
 * @typedef {Record<string, unknown>} Ping
 */

/**
 * `token` is an API token or a ticket.
 * @typedef {Object} Login
 * @property {string} token
 */

/**
 * The process stops. Reconnect after `retryAfterMs`, which differs from connection to connection.
 * @typedef {Object} ServerShutdown
 * @property {number} retryAfterMs
 */

/**
 * Why something is refused.
 *
 * `fatal` is part of an `error` event only: true if the server closes the connection after it. `until` is part of
 * `muted` only, and null if the mute has no end.
 * @typedef {Object} WireError
 * @property {string} code
 * @property {string} message
 * @property {Record<string, string>} [fields]
 * @property {number} [retryAfterMs]
 * @property {boolean} [fatal]
 * @property {string | null} [until]
 */

/**
 * The body of a REST answer with an error status.
 * @typedef {Object} ErrorBody
 * @property {WireError} error
 */

/**
 * A file of a message.
 *
 * `width`, `height` and `thumbnailUrl` are null unless the file is a picture. `duration`, in seconds, is null unless
 * the sender gave it. `type` is the media type that the server found.
 * @typedef {Object} Attachment
 * @property {number} id
 * @property {string} name
 * @property {number} size
 * @property {string} type
 * @property {number | null} width
 * @property {number | null} height
 * @property {number | null} duration
 * @property {string} url
 * @property {string | null} thumbnailUrl
 */

/**
 * @typedef {Object} NewScheduled
 * @property {number} roomId
 * @property {string} content
 * @property {string} sendAt
 * @property {string} clientId
 * @property {number | null} [replyTo]
 * @property {number[]} [attachmentIds]
 */

/**
 * @typedef {Object} ScheduledChange
 * @property {string | null} [content]
 * @property {string | null} [sendAt]
 */

/**
 * @typedef {Object} NewReminder
 * @property {string} at
 * @property {string} [text]
 * @property {number | null} [roomId]
 * @property {number | null} [messageId]
 */

/**
 * @typedef {Object} ReminderChange
 * @property {string} at
 */

/**
 * A message that is sent later.
 *
 * `refusal` is the code of the error if the message could not be sent at its time. It then waits for its author.
 * @typedef {Object} Scheduled
 * @property {number} id
 * @property {number} roomId
 * @property {string} content
 * @property {number | null} replyTo
 * @property {string} clientId
 * @property {string} sendAt
 * @property {string | null} refusal
 * @property {Attachment[]} attachments
 */

/**
 * @typedef {Object} ScheduledList
 * @property {Scheduled[]} scheduled
 */

/**
 * A reminder. `excerpt` is a line of the message that it is about, as the message is now.
 * @typedef {Object} Reminder
 * @property {number} id
 * @property {string} text
 * @property {string} excerpt
 * @property {string} at
 * @property {number | null} roomId
 * @property {number | null} messageId
 * @property {string} url
 * @property {string | null} firedAt
 */

/**
 * @typedef {Object} ReminderList
 * @property {Reminder[]} reminders
 */

/**
 * Counts of scheduled messages and reminders.
 *
 * `scheduled` and `reminders` wait for their time. `refused` and `due` wait for the user.
 * @typedef {Object} LaterCounts
 * @property {number} scheduled
 * @property {number} refused
 * @property {number} reminders
 * @property {number} due
 */

/**
 * The metadata of a linked page as plain text. Texts other than `title` may be empty.
 * @typedef {Object} LinkPreview
 * @property {string} url
 * @property {string} title
 * @property {string} description
 * @property {string} siteName
 */

/**
 * The LaterState that the client has. It is empty in the client's first request.
 * @typedef {Object} KnownLater
 * @property {number | null} [scheduled]
 * @property {number[] | null} [refused]
 * @property {number | null} [reminders]
 * @property {number[] | null} [due]
 */

/**
 * The state that the client has.
 *
 * `rooms` maps a room id to `[rev]` or `[rev, readSeq]`. With the readSeq, the request is also answered when the user
 * reads the room elsewhere. With `later`, it is also answered when scheduled messages or reminders change.
 * With `watch`, the answer says who of these people is here, and how many people of the room.
 * @typedef {Object} LongPollBody
 * @property {Record<string, number[]>} [rooms]
 * @property {number} [wait]
 * @property {"online" | "away"} [status]
 * @property {KnownLater | null} [later]
 * @property {Watched | null} [watch]
 */

/**
 * The state of scheduled messages and reminders.
 *
 * `refused` and `due` are ids. `notifications` has one entry for each of them that the client did not name.
 * @typedef {Object} LaterState
 * @property {number} scheduled
 * @property {number[]} refused
 * @property {number} reminders
 * @property {number[]} due
 * @property {Notification[]} notifications
 */

/**
 * Changes since the state that the client has.
 *
 * `changes` maps a room id to the messages that have changed. `gone` lists rooms that the client named and the user
 * cannot see; `removed` those of them from which a moderator has removed the user, and is left out if there are none.
 * `later` is left out if it has not changed. `people` and `online` are those of a WatchAck, and left out unless the
 * client watches.
 * @typedef {Object} LongPollAnswer
 * @property {Room[]} rooms
 * @property {Record<string, SyncPage>} changes
 * @property {number[]} gone
 * @property {number[]} [removed]
 * @property {LaterState} [later]
 * @property {PersonStatus[]} [people]
 * @property {number} [online]
 */

/**
 * New read marks, by room id and by the id of a thread's root. Without either, everything is marked as read.
 * @typedef {Object} ReadMarks
 * @property {Record<string, number> | null} [rooms]
 * @property {Record<string, number> | null} [threads]
 */

/**
 * The previous read marks of the rooms and threads that changed. Sent back as ReadMarks, they undo the change.
 * @typedef {Object} ReadChanges
 * @property {Record<string, number>} rooms
 * @property {Record<string, number>} threads
 */

/**
 * @typedef {Object} CatchUpItem
 * @property {"mention" | "reply" | "direct" | "keyword" | "unread"} reason
 * @property {Message} message
 */

/**
 * A room with unread messages. Marking the room as read up to `seq` covers everything that is shown and counted.
 * @typedef {Object} CatchUpRoom
 * @property {number} roomId
 * @property {number} seq
 * @property {number} unread
 * @property {CatchUpItem[]} items
 */

/**
 * Unread messages of all rooms and threads. `more` counts unread rooms that are not listed.
 * @typedef {Object} CatchUp
 * @property {CatchUpRoom[]} rooms
 * @property {FollowedThread[]} threads
 * @property {number} more
 */

/**
 * @typedef {Object} Send
 * @property {number} roomId
 * @property {string} content
 * @property {string} clientId
 * @property {number | null} [replyTo]
 * @property {number | null} [threadId]
 * @property {boolean} [inRoom]
 * @property {number[]} [attachmentIds]
 */

/**
 * @typedef {Object} Edit
 * @property {number} messageId
 * @property {string} content
 */

/**
 * @typedef {Object} Delete
 * @property {number} messageId
 */

/**
 * @typedef {Object} React
 * @property {number} messageId
 * @property {string} emoji
 * @property {boolean} on
 */

/**
 * @typedef {Object} Pin
 * @property {number} messageId
 * @property {boolean} on
 */

/**
 * @typedef {Object} Read
 * @property {number} roomId
 * @property {number} seq
 * @property {boolean} [unread]
 */

/**
 * @typedef {Object} StartTyping
 * @property {number} roomId
 */

/**
 * @typedef {Object} StopTyping
 * @property {number} roomId
 */

/**
 * @typedef {Object} Sync
 * @property {number} roomId
 * @property {number} rev
 * @property {number} [limit]
 */

/**
 * @typedef {Object} History
 * @property {number} roomId
 * @property {number | null} [before]
 * @property {number | null} [after]
 * @property {number | null} [around]
 * @property {number} [limit]
 */

/**
 * The new text of a message that someone is changing.
 * @typedef {Object} EditDraft
 * @property {number} messageId
 * @property {string} content
 */

/**
 * A poll that is not complete yet.
 * @typedef {Object} PollDraft
 * @property {string} question
 * @property {string[]} options
 * @property {boolean} [multiple]
 */

/**
 * Unsent text of a thread of the room.
 * @typedef {Object} ThreadDraft
 * @property {number} rootId
 * @property {string} content
 */

/**
 * The parts of a draft besides the text, as they are stored.
 * @typedef {Object} DraftParts
 * @property {number | null} [replyTo]
 * @property {EditDraft | null} [edit]
 * @property {PollDraft | null} [poll]
 * @property {number[]} [attachmentIds]
 * @property {ThreadDraft[]} [threads]
 */

/**
 * The whole draft. A part that is left out stays as it is.
 * @typedef {Object} DraftText
 * @property {number | null} [replyTo]
 * @property {EditDraft | null} [edit]
 * @property {PollDraft | null} [poll]
 * @property {number[]} [attachmentIds]
 * @property {ThreadDraft[]} [threads]
 * @property {string} content
 */

/**
 * The draft of a room. Empty `content` and no parts mean that the draft was removed.
 *
 * `replyTo`, `edit` and `poll` are left out where there is none.
 * @typedef {Object} Draft
 * @property {number} roomId
 * @property {string} content
 * @property {string} updatedAt
 * @property {Reply} [replyTo]
 * @property {EditDraft} [edit]
 * @property {Attachment[]} [attachments]
 * @property {PollDraft} [poll]
 * @property {ThreadDraft[]} [threads]
 */

/**
 * @typedef {Object} DraftList
 * @property {Draft[]} drafts
 */

/**
 * @typedef {Object} TypingUser
 * @property {number} roomId
 * @property {number} userId
 * @property {string} username
 */

/**
 * @typedef {Object} ReadState
 * @property {number} roomId
 * @property {number} readSeq
 * @property {number} unread
 * @property {number} mentions
 */

/**
 * The user has saved a message (`on`), or has removed it from their saved messages.
 * @typedef {Object} Saved
 * @property {number} messageId
 * @property {boolean} on
 */

/**
 * `duplicate` is true if a message with this client id was stored before.
 * @typedef {Object} SendAck
 * @property {number} messageId
 * @property {number} seq
 * @property {number} rev
 * @property {string} clientId
 * @property {boolean} duplicate
 */

/**
 * @typedef {Object} ChangeAck
 * @property {number} rev
 */

/**
 * @typedef {Object} ReadAck
 * @property {number} readSeq
 * @property {number} unread
 * @property {number} mentions
 */

/**
 * The answer to `sync`: the state of each message that has changed, by rising rev.
 * @typedef {Object} SyncPage
 * @property {Message[]} messages
 * @property {number} rev
 * @property {boolean} more
 * @property {boolean} reset
 */

/**
 * The answer to `history`: messages by rising seq.
 * @typedef {Object} HistoryPage
 * @property {Message[]} messages
 * @property {number} rev
 * @property {boolean} atStart
 * @property {boolean} atEnd
 */

/**
 * The quoted message. `content` is one line of its text.
 * @typedef {Object} Reply
 * @property {number} id
 * @property {number} seq
 * @property {Author} author
 * @property {string} content
 * @property {string | null} deletedAt
 */

/**
 * @typedef {Object} Reaction
 * @property {string} emoji
 * @property {number[]} userIds
 */

/**
 * The thread whose root is this message. `participants` are the ids of the first people who replied.
 * @typedef {Object} Thread
 * @property {number} count
 * @property {string | null} lastReplyAt
 * @property {number[]} participants
 */

/**
 * The event that a system message reports. The other keys depend on `event`.
 * @typedef {Object} SystemEvent
 * @property {string} event
 * @property {string} [name]
 * @property {string} [reason]
 * @property {string} [topic]
 * @property {number} [userId]
 * @property {number} [days]
 */

/**
 * The whole state of a message.
 *
 * `content` is the Markdown source, `html` the same rendered. `system` says what happened if `kind` is `system`;
 * `content` is then a line in English. `threadId` is the root if the message is a reply in a thread; `inRoom` is
 * false if it is shown only in the thread. `poll` is left out unless the message is a poll.
 * @typedef {Object} Message
 * @property {number} id
 * @property {number} roomId
 * @property {number} seq
 * @property {number} rev
 * @property {"message" | "system"} kind
 * @property {string | null} clientId
 * @property {Author} author
 * @property {string} content
 * @property {string} html
 * @property {Reply | null} replyTo
 * @property {Reaction[]} reactions
 * @property {Attachment[]} attachments
 * @property {LinkPreview[]} previews
 * @property {number[]} mentions
 * @property {boolean} mentionsEveryone
 * @property {SystemEvent | null} system
 * @property {number | null} threadId
 * @property {boolean} inRoom
 * @property {Thread | null} thread
 * @property {string | null} pinnedAt
 * @property {number | null} pinnedBy
 * @property {string} createdAt
 * @property {string | null} editedAt
 * @property {string | null} deletedAt
 * @property {Poll | null} [poll]
 */

/**
 * @typedef {Object} PollOption
 * @property {string} text
 * @property {number[]} userIds
 */

/**
 * @typedef {Object} Poll
 * @property {string} question
 * @property {PollOption[]} options
 * @property {boolean} multiple
 * @property {string | null} closedAt
 */

/**
 * @typedef {Object} NewPoll
 * @property {string} question
 * @property {string[]} options
 * @property {string} clientId
 * @property {boolean} [multiple]
 * @property {number | null} [replyTo]
 * @property {number[]} [attachmentIds]
 */

/**
 * A vote: the indexes of all chosen options, counted from 0.
 * @typedef {Object} Vote
 * @property {number[]} options
 */

/**
 * @typedef {Object} PollChange
 * @property {boolean} closed
 */

/**
 * @typedef {Object} NewMessage
 * @property {string} content
 * @property {string} clientId
 * @property {number | null} [replyTo]
 * @property {number | null} [threadId]
 * @property {boolean} [inRoom]
 * @property {number[]} [attachmentIds]
 */

/**
 * An edit. With `rev`, the edit is refused as a conflict if the message has changed since that rev.
 * @typedef {Object} MessageChange
 * @property {string} content
 * @property {number | null} [rev]
 */

/**
 * @typedef {Object} ReadMark
 * @property {number} seq
 * @property {boolean} [unread]
 */

/**
 * A text that a message has or had, with its time and its author.
 * @typedef {Object} MessageVersion
 * @property {string} content
 * @property {string} at
 * @property {Author} by
 */

/**
 * @typedef {Object} MessageHistory
 * @property {MessageVersion[]} versions
 */

/**
 * @typedef {Object} PinList
 * @property {Message[]} messages
 */

/**
 * @typedef {Object} SavedItem
 * @property {number} id
 * @property {string} savedAt
 * @property {Message} message
 */

/**
 * A page of saved messages. `next` is the `before` of the next page, or null on the last page.
 * @typedef {Object} SavedList
 * @property {SavedItem[]} saved
 * @property {number | null} next
 */

/**
 * @typedef {Object} SavedIds
 * @property {number[]} messageIds
 */

/**
 * @typedef {Object} MessagePreviewBody
 * @property {number} roomId
 * @property {string} content
 */

/**
 * @typedef {Object} MessagePreview
 * @property {string} html
 */

/**
 * A name after an `@` that calls nobody.
 *
 * `reason`: there is no such person (`unknown`), they are not in the room (`absent`), their account is deactivated
 * (`deactivated`), or the author may not call everyone (`refused`).
 * @typedef {Object} UncalledName
 * @property {string} name
 * @property {"unknown" | "absent" | "deactivated" | "refused"} reason
 */

/**
 * @typedef {Object} UncalledNames
 * @property {UncalledName[]} names
 */

/**
 * A thread as one user sees it. `threads` counts the followed threads of the room that have unread replies.
 * @typedef {Object} ThreadState
 * @property {number} rootId
 * @property {number} roomId
 * @property {boolean} following
 * @property {number} readSeq
 * @property {number} lastSeq
 * @property {number} [threads]
 */

/**
 * @typedef {Object} ThreadMark
 * @property {number} seq
 */

/**
 * @typedef {Object} Following
 * @property {boolean} following
 */

/**
 * The root of a thread and a page of its replies, by rising seq.
 * @typedef {Object} ThreadPage
 * @property {Message} root
 * @property {Message[]} replies
 * @property {boolean} atStart
 * @property {ThreadState} state
 */

/**
 * @typedef {Object} FollowedThread
 * @property {Message} root
 * @property {Message | null} latest
 * @property {number} unread
 * @property {ThreadState} state
 */

/**
 * @typedef {Object} ThreadList
 * @property {FollowedThread[]} threads
 */

/**
 * Something was done to the reader. With `undoneAt`, it holds no longer. `until` is null if it has no end.
 * @typedef {Object} ModerationEvent
 * @property {number} actionId
 * @property {"mute" | "ban" | "kick" | "delete" | "purge"} kind
 * @property {number} [roomId]
 * @property {string} reason
 * @property {string | null} until
 * @property {boolean} appealable
 * @property {string} [undoneAt]
 */

/**
 * @typedef {Object} NewReport
 * @property {"spam" | "abuse" | "illegal" | "other"} reason
 * @property {string} [note]
 */

/**
 * @typedef {Object} ReportId
 * @property {number} id
 */

/**
 * @typedef {Object} ReportedRoom
 * @property {number} id
 * @property {string} name
 * @property {"public" | "private" | "direct"} kind
 */

/**
 * A report. `context` has up to five messages before the reported one and as many after it.
 * @typedef {Object} Report
 * @property {number} id
 * @property {"open" | "closed"} status
 * @property {"spam" | "abuse" | "illegal" | "other"} reason
 * @property {string} note
 * @property {Author | null} reporter
 * @property {Message} message
 * @property {ReportedRoom} room
 * @property {Message[]} context
 * @property {string} createdAt
 * @property {"dismissed" | "actioned"} [outcome]
 * @property {string} [outcomeNote]
 * @property {number} [actionId]
 */

/**
 * A page of reports, the newest first. `next` is the `before` of the next page, or null on the last page.
 * @typedef {Object} ReportList
 * @property {Report[]} reports
 * @property {number | null} next
 */

/**
 * @typedef {Object} ReportChange
 * @property {"dismissed" | "actioned"} outcome
 * @property {string} [note]
 * @property {number | null} [actionId]
 */

/**
 * @typedef {Object} NewAction
 * @property {"mute" | "ban" | "kick" | "delete" | "purge"} kind
 * @property {number | null} [userId]
 * @property {number | null} [roomId]
 * @property {number | null} [messageId]
 * @property {number | null} [seconds]
 * @property {string} reason
 * @property {string} [rule]
 */

/**
 * @typedef {Object} Undoing
 * @property {string} reason
 */

/**
 * @typedef {Object} Action
 * @property {number} id
 * @property {"mute" | "ban" | "kick" | "delete" | "purge"} kind
 * @property {number} userId
 * @property {number | null} roomId
 * @property {number | null} messageId
 * @property {string} reason
 * @property {string} rule
 * @property {Author | null} by
 * @property {string} createdAt
 * @property {string | null} until
 * @property {string | null} undoneAt
 * @property {string} undoReason
 * @property {string} appeal
 * @property {string | null} appealedAt
 * @property {string} answer
 */

/**
 * A page of actions, the newest first. `next` is the `before` of the next page, or null on the last page.
 * @typedef {Object} ActionList
 * @property {Action[]} actions
 * @property {number | null} next
 */

/**
 * Something that was done to the reader. It does not say by whom.
 * @typedef {Object} RecordEntry
 * @property {number} id
 * @property {"mute" | "ban" | "kick" | "delete" | "purge"} kind
 * @property {number | null} roomId
 * @property {number | null} messageId
 * @property {string} reason
 * @property {string} rule
 * @property {string} createdAt
 * @property {string | null} until
 * @property {string | null} undoneAt
 * @property {boolean} appealable
 * @property {string} appeal
 * @property {string | null} appealedAt
 * @property {string} answer
 */

/**
 * @typedef {Object} OwnRecord
 * @property {RecordEntry[]} actions
 */

/**
 * @typedef {Object} NewAppeal
 * @property {string} text
 */

/**
 * @typedef {Object} Notification
 * @property {number} id
 * @property {string} kind
 * @property {number} [roomId]
 * @property {number} [messageId]
 * @property {string} title
 * @property {string} body
 * @property {string} url
 * @property {string} createdAt
 */

/**
 * @typedef {Object} Presence
 * @property {"online" | "away"} status
 */

/**
 * Someone's presence. `lastSeenAt` is null unless they are offline.
 * @typedef {Object} PersonStatus
 * @property {number} userId
 * @property {"online" | "away" | "offline"} status
 * @property {string | null} lastSeenAt
 */

/**
 * A user as others see them. An empty `avatarUrl` means that clients draw the initials.
 * @typedef {Object} Author
 * @property {number} id
 * @property {string} username
 * @property {string} displayName
 * @property {string} avatarUrl
 * @property {boolean} isBot
 */

/**
 * A user as those see them who write to them. `deactivated` is left out while they can log in.
 * @typedef {Object} Peer
 * @property {number} id
 * @property {string} username
 * @property {string} displayName
 * @property {string} avatarUrl
 * @property {boolean} isBot
 * @property {boolean} [deactivated]
 */

/**
 * The current user.
 *
 * `addedBy` says who may add them to rooms at once: `shared` are people of the same rooms. `away` says that they
 * chose to be shown as away on all of their devices. `ignored` has the ids of the people whom they ignore.
 * `hidesPresence` says that they look offline to everybody else.
 * `mutedUntil` is there only if a moderator has muted them everywhere, and null if that has no end.
 * @typedef {Object} Me
 * @property {number} id
 * @property {string} username
 * @property {string} displayName
 * @property {string} avatarUrl
 * @property {boolean} isBot
 * @property {boolean} isStaff
 * @property {string} timeZone
 * @property {string} language
 * @property {"everyone" | "shared" | "nobody"} addedBy
 * @property {boolean} away
 * @property {boolean} hidesPresence
 * @property {number[]} ignored
 * @property {Sidebar} sidebar
 * @property {string | null} [mutedUntil]
 */

/**
 * @typedef {Object} MeChange
 * @property {"everyone" | "shared" | "nobody"} [addedBy]
 * @property {boolean} [hidesPresence]
 */

/**
 * @typedef {Object} AwayChoice
 * @property {boolean} away
 */

/**
 * @typedef {Object} Person
 * @property {number} id
 * @property {string} username
 * @property {string} displayName
 * @property {string} avatarUrl
 * @property {boolean} isBot
 * @property {"online" | "away" | "offline"} status
 * @property {string | null} lastSeenAt
 */

/**
 * @typedef {Object} PersonList
 * @property {Person[]} people
 */

/**
 * The people whom a user ignores, the first one first.
 * @typedef {Object} IgnoredPeople
 * @property {Author[]} people
 */

/**
 * A single-use secret that opens one WebSocket.
 * @typedef {Object} Ticket
 * @property {string} ticket
 * @property {string} expiresAt
 */

/**
 * A room as one user sees it.
 *
 * `role` is null if the user has not joined the (public) room. `seq` and `rev` are those of the newest message and the
 * newest change. `mentions` counts unread mentions, `threads` followed threads with unread replies, `online` the
 * people who are here; in lists of rooms it may be 0 unless somebody has the room open. `peer` is the other person of
 * a direct room of two; `members` are the others of a larger direct room. `ignored` is true if the user ignores the
 * peer, so that nothing in the room calls them; else it is left out, as is `removed`, which is true if a moderator has
 * removed the user, who cannot join. `favourite`, `section` and `place` say where the user's own sidebar
 * shows the room; an event about a change of the room itself leaves them out.
 * Members who do not moderate wait `slowSeconds` between two messages, and do not write where it is `readOnly`.
 * Messages are deleted after `retentionDays`, or, if these are 0, as the site does it.
 * `mutedUntil` is there only for somebody whom a moderator has muted in this room, and null if the mute has no end.
 * @typedef {Object} Room
 * @property {number} id
 * @property {string} name
 * @property {string} slug
 * @property {"public" | "private" | "direct"} kind
 * @property {string} topic
 * @property {"owner" | "moderator" | "member" | null} role
 * @property {number} seq
 * @property {number} rev
 * @property {number} readSeq
 * @property {number} unread
 * @property {number} mentions
 * @property {number} threads
 * @property {"all" | "mentions" | "none"} notify
 * @property {boolean} archived
 * @property {number} slowSeconds
 * @property {boolean} readOnly
 * @property {number} retentionDays
 * @property {number} online
 * @property {number} memberCount
 * @property {string | null} lastMessageAt
 * @property {Peer} [peer]
 * @property {Peer[]} [members]
 * @property {boolean} [favourite]
 * @property {number} [section]
 * @property {number} [place]
 * @property {boolean} [removed]
 * @property {boolean} [ignored]
 * @property {string | null} [mutedUntil]
 */

/**
 * @typedef {Object} Join
 * @property {number} roomId
 */

/**
 * @typedef {Object} JoinAck
 * @property {Room} room
 */

/**
 * @typedef {Object} Leave
 * @property {number} roomId
 */

/**
 * Someone has joined or left the room; the event's type says which.
 * @typedef {Object} UserJoined
 * @property {number} roomId
 * @property {number} userId
 * @property {string} username
 * @property {string} displayName
 * @property {number} memberCount
 */

/**
 * @typedef {Object} RoomRemoved
 * @property {number} roomId
 * @property {"left" | "removed" | "deleted"} reason
 */

/**
 * @typedef {Object} RoomOnline
 * @property {number} roomId
 * @property {number} count
 */

/**
 * `next` is part of a paged list only: the `after` of the next page, or null on the last page.
 * @typedef {Object} RoomList
 * @property {Room[]} rooms
 * @property {number | null} [next]
 */

/**
 * @typedef {Object} NewRoom
 * @property {string} name
 * @property {"public" | "private"} [kind]
 * @property {string} [topic]
 */

/**
 * @typedef {Object} RoomChange
 * @property {string} [name]
 * @property {string} [topic]
 * @property {boolean} [archived]
 * @property {number} [slowSeconds]
 * @property {boolean} [readOnly]
 * @property {number} [retentionDays]
 * @property {"all" | "mentions" | "none"} [notify]
 * @property {boolean} [favourite]
 * @property {number} [section]
 */

/**
 * @typedef {Object} NewDirect
 * @property {number[]} userIds
 */

/**
 * @typedef {Object} Member
 * @property {number} id
 * @property {string} username
 * @property {string} displayName
 * @property {string} avatarUrl
 * @property {boolean} isBot
 * @property {"online" | "away" | "offline"} status
 * @property {string | null} lastSeenAt
 * @property {"owner" | "moderator" | "member"} role
 */

/**
 * A page of a room's members. `next` is the `after` of the next page, or null on the last page.
 * @typedef {Object} MemberList
 * @property {Member[]} members
 * @property {number | null} next
 */

/**
 * The person to add. Without `userId`, the user joins the room.
 * @typedef {Object} NewMember
 * @property {number | null} [userId]
 */

/**
 * @typedef {Object} MemberChange
 * @property {"owner" | "moderator" | "member"} role
 */

/**
 * The part of a room that a person sees before they join. A conversation's name consists of its other people.
 * @typedef {Object} RoomInvitation
 * @property {number} roomId
 * @property {string} name
 * @property {"public" | "private" | "direct"} kind
 * @property {string} topic
 * @property {number} memberCount
 * @property {Author} by
 * @property {string} createdAt
 */

/**
 * All invitations that wait for the user, the oldest first.
 * @typedef {Object} RoomInvitationList
 * @property {RoomInvitation[]} invitations
 */

/**
 * The answer to somebody who wanted to add a person that has to be asked first.
 * @typedef {Object} Invited
 * @property {number} roomId
 * @property {number} userId
 * @property {string} invitedAt
 */

/**
 * The room of a search result. `name` is empty for a direct room.
 * @typedef {Object} SearchResultRoom
 * @property {number} id
 * @property {string} name
 * @property {string} kind
 */

/**
 * A message that matches. `snippet` is a line of its text in parts, each with whether it is a match.
 * @typedef {Object} SearchResult
 * @property {Message} message
 * @property {SearchResultRoom} room
 * @property {[string, boolean][]} snippet
 */

/**
 * A page of search results.
 *
 * `next` is the `before` of the next page, or null on the last page. `unknown` lists filters that name nothing.
 * @typedef {Object} SearchResults
 * @property {SearchResult[]} results
 * @property {string | null} next
 * @property {string[]} unknown
 */

/**
 * @typedef {Object} Section
 * @property {number} id
 * @property {string} name
 */

/**
 * The sections of one's own, in order. `collapsed` lists those that are closed, the built-in ones by their name.
 *
 * Which room is in which section is in the rooms' entries.
 * @typedef {Object} Sidebar
 * @property {Section[]} sections
 * @property {(number | "favourites" | "conversations" | "rooms")[]} collapsed
 * @property {boolean} hideRead
 */

/**
 * @typedef {Object} SidebarChange
 * @property {(number | "favourites" | "conversations" | "rooms")[]} [collapsed]
 * @property {boolean} [hideRead]
 */

/**
 * @typedef {Object} NewSection
 * @property {string} name
 */

/**
 * `place` counts from 0.
 * @typedef {Object} SectionChange
 * @property {string} [name]
 * @property {number} [place]
 */

/**
 * Rooms of one section, in the order in which they are to be shown.
 * @typedef {Object} RoomOrder
 * @property {number[]} roomIds
 */

/**
 * The places of rooms in their sections, by room id.
 * @typedef {Object} RoomPlaces
 * @property {Record<string, number>} places
 */

/**
 * Replaces what the connection watched before.
 * @typedef {Object} Watch
 * @property {number[]} [userIds]
 * @property {number | null} [roomId]
 */

/**
 * The same in the body of a long-poll.
 * @typedef {Object} Watched
 * @property {number[]} [userIds]
 * @property {number | null} [roomId]
 */

/**
 * The present state of what is watched. `online` counts the people of the room; it is null without a room.
 * @typedef {Object} WatchAck
 * @property {PersonStatus[]} people
 * @property {number | null} online
 */

/**
 * The state that a client starts from: the user, their rooms and invitations, and the direct peers who are here.
 * @typedef {Object} Welcome
 * @property {string} clientId
 * @property {number} protocol
 * @property {string} epoch
 * @property {Me} user
 * @property {Room[]} rooms
 * @property {RoomInvitation[]} invitations
 * @property {PersonStatus[]} people
 * @property {Record<string, number>} limits
 * @property {number} heartbeatSeconds
 * @property {string} serverTime
 */

/**
 * The data of each command.
 * @typedef {{
 *   "ping": Ping,
 *   "login": Login,
 *   "chat:send": Send,
 *   "chat:edit": Edit,
 *   "chat:delete": Delete,
 *   "chat:react": React,
 *   "chat:pin": Pin,
 *   "room:join": Join,
 *   "room:leave": Leave,
 *   "read": Read,
 *   "typing:start": StartTyping,
 *   "typing:stop": StopTyping,
 *   "sync": Sync,
 *   "history": History,
 *   "presence": Presence,
 *   "watch": Watch,
 * }} CommandData
 */

/**
 * The data of each event.
 * @typedef {{
 *   "welcome": Welcome,
 *   "chat:message": Message,
 *   "chat:changed": Message,
 *   "room:user-joined": UserJoined,
 *   "room:user-left": UserJoined,
 *   "room:added": Room,
 *   "room:updated": Room,
 *   "room:removed": RoomRemoved,
 *   "room:invitations": RoomInvitationList,
 *   "room:online": RoomOnline,
 *   "presence": PersonStatus,
 *   "user:updated": Peer,
 *   "me:updated": Me,
 *   "room:places": RoomPlaces,
 *   "typing:user": TypingUser,
 *   "typing:stopped": TypingUser,
 *   "read": ReadState,
 *   "thread": ThreadState,
 *   "saved": Saved,
 *   "draft": Draft,
 *   "notification": Notification,
 *   "later:changed": LaterCounts,
 *   "moderation": ModerationEvent,
 *   "server-shutdown": ServerShutdown,
 *   "error": WireError,
 * }} EventData
 */

export {};
