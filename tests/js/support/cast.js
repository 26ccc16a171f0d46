import { newSidebar } from "../../../static/js/state/rooms/sidebar_layout.js";

/** @typedef {import("../../../static/js/types.js").Message} Message */
/** @typedef {import("../../../static/js/types.js").RoomEntry} RoomEntry */

/** @param {number} id @param {string} username @param {string} displayName */
const person = (id, username, displayName) => ({ id, username, displayName, avatarUrl: "", isBot: false });

export const ada = person(1, "ada", "Ada Lovelace");
export const grace = person(2, "grace", "Grace Hopper");
export const li = person(3, "li.wei", "李伟");

/** The user of the page. */
export const me = ada;

/** @param {Partial<Message> & {seq: number}} message @returns {Message} */
export function message(message) {
  return {
    id: 100 + message.seq,
    roomId: 7,
    rev: message.seq,
    clientId: null,
    author: grace,
    content: `text ${message.seq}`,
    html: `<p>text ${message.seq}</p>`,
    replyTo: null,
    reactions: [],
    attachments: [],
    previews: [],
    mentions: [],
    mentionsEveryone: false,
    createdAt: new Date(Date.parse("2026-03-02T09:00:00Z") + message.seq * 1000).toISOString(),
    editedAt: null,
    deletedAt: null,
    kind: "message",
    system: null,
    threadId: null,
    inRoom: true,
    thread: null,
    pinnedAt: null,
    pinnedBy: null,
    ...message,
  };
}

/** @param {Partial<RoomEntry>} [entry] @returns {RoomEntry} */
export function room(entry = {}) {
  return {
    id: 7,
    name: "Design",
    slug: "design",
    kind: "public",
    topic: "",
    role: "member",
    seq: 0,
    rev: 0,
    readSeq: 0,
    unread: 0,
    mentions: 0,
    threads: 0,
    notify: "all",
    archived: false,
    slowSeconds: 0,
    retentionDays: 0,
    readOnly: false,
    online: 1,
    lastMessageAt: null,
    memberCount: 3,
    ...entry,
  };
}

/** @param {Partial<import("../../../static/js/types.js").Welcome>} [welcome] @returns {import("../../../static/js/types.js").Welcome} */
export function welcome(welcome = {}) {
  return {
    clientId: "connection-1",
    protocol: 1,
    epoch: "epoch-1",
    user: {
      ...me,
      isStaff: false,
      timeZone: "UTC",
      language: "en",
      addedBy: "shared",
      away: false,
      hidesPresence: false,
      ignored: [],
      sidebar: newSidebar(),
    },
    rooms: [],
    invitations: [],
    people: [],
    limits: {},
    heartbeatSeconds: 25,
    serverTime: "2026-03-02T09:00:00.000Z",
    ...welcome,
  };
}

/**
 * @param {Partial<import("../../../static/js/types.js").RoomInvitation>} [invitation]
 * @returns {import("../../../static/js/types.js").RoomInvitation}
 */
export function invited(invitation = {}) {
  return {
    roomId: 8,
    name: "Den",
    kind: "private",
    topic: "",
    memberCount: 2,
    by: grace,
    createdAt: "2026-03-02T09:00:00.000Z",
    ...invitation,
  };
}

/** @param {string} clientId @param {Partial<import("../../../static/js/types.js").PendingMessage>} [more] @returns {import("../../../static/js/types.js").PendingMessage} */
export function pending(clientId, more = {}) {
  const createdAt = "2026-03-02T09:30:00.000Z";
  return {
    clientId,
    roomId: 7,
    content: clientId,
    replyTo: null,
    createdAt,
    state: "pending",
    attempted: false,
    ...more,
  };
}
