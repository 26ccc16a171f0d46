import { isThreadOnly } from "../messages/thread_only.js";
import { Threads } from "../messages/threads.js";
import { Moderation } from "../moderation/moderation.js";
import { Presence } from "../people/presence.js";
import { Typing } from "../people/typing.js";
import { TypingSender } from "../people/typing_sender.js";
import { ReadMarker } from "../rooms/read_marker.js";
import { Rooms } from "../rooms/rooms.js";
import { newSidebar } from "../rooms/sidebar_layout.js";
import { Timelines } from "../timeline/timelines.js";
import { Emitter } from "./emitter.js";
import { wire } from "./wiring.js";

/** @typedef {import("../../types.js").Message} Message */

/** How many messages of a room stay in memory after the user leaves it. */
const KEPT_MESSAGES = 200;

/**
 * The events for views. `message`: a new message in any room, of somebody whom the user does not ignore. `removed`: the user is no longer in the room, which was called
 * `name`. `invitations`: they have changed. `joined`: somebody,
 * perhaps the user, is new in one of the user's rooms. `thread`: the open thread has changed. `welcome`: the connection is new.
 * `me`: the user's own sidebar, their choice to be away, or the people whom they ignore have changed. `outbox`: the pending messages of a room have changed. `moderation`: what moderators let the user do has changed. `error`: the user must see it.
 * @typedef {{
 *   connection: import("../../types.js").ConnectionStatus,
 *   rooms: {roomIds: number[]},
 *   presence: {userIds: number[]},
 *   message: Message,
 *   outbox: {roomId: number},
 *   removed: {roomId: number, reason: string, name: string},
 *   invitations: undefined,
 *   joined: {userId: number},
 *   person: import("../../types.js").Author,
 *   draft: import("../../wire_types.js").Draft,
 *   notification: import("../../types.js").Notification,
 *   later: {scheduled: number, refused: number, reminders: number, due: number},
 *   error: import("../../types.js").WireError,
 *   thread: undefined,
 *   me: undefined,
 *   moderation: undefined,
 *   saved: {messageId: number, on: boolean},
 *   welcome: undefined,
 *   [timeline: `timeline:${number}`]: {reset: boolean},
 *   [typing: `typing:${number}`]: undefined,
 *   [members: `members:${number}`]: undefined,
 * }} StoreEvents
 *
 * @typedef {Object} StoreOptions
 * @property {Pick<import("../../net/connection/connection.js").Connection, "on" | "online" | "request" | "send">} connection
 * @property {import("../../net/outbox/outbox.js").Outbox} outbox
 * @property {number} userId
 * @property {string} [timeZone] IANA name; the browser's own by default
 * @property {string} [locale] for the order of names
 * @property {import("./timer.js").Clock} [clock]
 */

/**
 * The state of the page. Views read it and listen to it, controllers call its methods.
 * @extends {Emitter<StoreEvents>}
 */
export class Store extends Emitter {
  /** @type {number | null} */
  openRoomId = null;
  /** The user is not looking at this page. */
  away = false;
  /** The state that the user's devices share besides the rooms. @type {{away: boolean, sidebar: import("../../wire_types.js").Sidebar, ignored: number[]}} */
  me = { away: false, sidebar: newSidebar(), ignored: [] };
  /** Rooms that the user is invited into. @type {import("../../types.js").RoomInvitation[]} */
  invitations = [];

  /** @param {StoreOptions} options */
  constructor({ connection, outbox, userId, timeZone, locale, clock }) {
    super();
    this.connection = connection;
    this.outbox = outbox;
    this.userId = userId;
    const request = connection.request.bind(connection);
    this.rooms = new Rooms({ userId, locale });
    this.presence = new Presence();
    this.moderation = new Moderation();
    this.threads = new Threads();
    this.typing = new Typing({ clock });
    this.typingSender = new TypingSender({ send: (type, data) => connection.send(type, data), clock });
    this.timelines = new Timelines({
      userId,
      timeZone,
      request,
      online: () => connection.online,
      pendingFor: (roomId) => outbox.pendingFor(roomId),
      clock,
    });
    this.readMarker = new ReadMarker({
      send: (roomId, seq, unread) => this.#read(roomId, seq, unread),
      readSeq: (roomId) => this.rooms.get(roomId)?.readSeq ?? Number.POSITIVE_INFINITY,
      clock,
    });
    wire(this);
  }

  /**
   * Open a room. Its timeline exists immediately (`store.timelines.get(roomId)`). Its messages are there when this resolves or,
   * offline, after the next welcome.
   * @param {number} roomId
   * @param {{around?: number}} [options] a seq; the newest messages by default
   * @returns {Promise<import("../timeline/timeline.js").Timeline>}
   */
  openRoom(roomId, { around } = {}) {
    if (roomId !== this.openRoomId) this.#enter(roomId);
    return this.timelines.open(roomId, around);
  }

  /** Show no room. */
  closeRoom() {
    this.#enter(null);
  }

  /** @param {number} roomId */
  loadOlder = (roomId) => this.timelines.loadOlder(roomId);

  /** @param {number} roomId */
  loadNewer = (roomId) => this.timelines.loadNewer(roomId);

  /**
   * Send a message. It shows immediately, and goes out as soon as there is a connection. A timeline with older messages on screen
   * returns to the newest.
   * @param {number} roomId
   * @param {string} content
   * @param {import("../../types.js").ReplyQuote | null} [replyTo]
   * @param {{threadId?: number, inRoom?: boolean, attachments?: import("../../types.js").Attachment[]}} [more] `threadId`: a reply in a
   *   thread, which the room shows too if `inRoom`
   * @returns {import("../../types.js").PendingMessage}
   */
  send(roomId, content, replyTo = null, more = {}) {
    this.typingSender.stop();
    const pending = this.outbox.add({ roomId, content, replyTo, ...more });
    if (isThreadOnly(pending)) return pending;
    const timeline = this.timelines.get(roomId);
    if (timeline?.loaded && !timeline.atEnd) this.timelines.open(roomId).catch((error) => this.emit("error", error));
    return pending;
  }

  /** @param {Pick<Message, "id" | "roomId">} message @param {string} content @returns {Promise<void>} */
  edit(message, content) {
    return this.#change("chat:edit", message, { content });
  }

  /** @param {Pick<Message, "id" | "roomId">} message @returns {Promise<void>} */
  remove(message) {
    return this.#change("chat:delete", message);
  }

  /** @param {Pick<Message, "id" | "roomId">} message @param {boolean} on @returns {Promise<void>} */
  pin(message, on) {
    return this.#change("chat:pin", message, { on });
  }

  /** @param {Pick<Message, "id" | "roomId">} message @param {string} emoji @param {boolean} on @returns {Promise<void>} */
  react(message, emoji, on) {
    return this.#change("chat:react", message, { emoji, on });
  }

  /** @param {number} roomId @param {number} seq everything up to here is read @returns {Promise<unknown>} */
  markRead(roomId, seq) {
    return this.#read(roomId, seq, false);
  }

  /** @param {number} roomId @param {number} seq of the first message to be unread @returns {Promise<void>} */
  async markUnread(roomId, seq) {
    await this.readMarker.markUnread(roomId, seq);
    this.timelines.get(roomId)?.setUnreadAfter(seq - 1);
  }

  /** @param {import("../../types.js").RoomInvitation[]} invitations all that wait for an answer */
  setInvitations(invitations) {
    this.invitations = invitations;
    this.emit("invitations", undefined);
  }

  /** Join a public room, or accept an invitation. @param {number} roomId @returns {Promise<void>} */
  async join(roomId) {
    const { room } = await this.connection.request("room:join", { roomId });
    if (room) this.rooms.put(room);
  }

  /** Leave a room, or decline an invitation. @param {number} roomId @returns {Promise<unknown>} */
  leave(roomId) {
    return this.connection.request("room:leave", { roomId });
  }

  /** The composer's text changed. @param {number} roomId @param {string} text */
  typed(roomId, text) {
    if (text.trim()) this.typingSender.typed(roomId);
    else this.typingSender.stop();
  }

  /** @param {Partial<Store["me"]>} me keys that are left out do not change */
  applyMe(me) {
    const { away, sidebar, ignored } = { ...this.me, ...me };
    this.me = { away, sidebar, ignored };
    this.rooms.ignored = ignored;
    this.emit("me", undefined);
  }

  /** Whether a message is folded away. System lines never are. @param {Message} message */
  ignores = ({ kind, author }) => kind !== "system" && this.me.ignored.includes(author.id);

  /** @param {boolean} away the user is not looking at this page */
  setAway(away) {
    this.away = away;
    this.connection.send("presence", { status: away ? "away" : "online" });
  }

  /** A message has arrived. If it was pending here, it is confirmed. @param {Message} message */
  confirm(message) {
    const { clientId, author, roomId } = message;
    if (!clientId || author.id !== this.userId) return;
    const pending = this.outbox.get(clientId);
    if (pending) this.timelines.get(roomId)?.acknowledge(pending, message);
    this.outbox.confirm(clientId);
  }

  /** @param {number | null} roomId */
  #enter(roomId) {
    this.typingSender.stop();
    const left = this.openRoomId === null ? undefined : this.timelines.get(this.openRoomId);
    if (left?.atEnd) left.trim("oldest", KEPT_MESSAGES);
    this.openRoomId = roomId;
    this.readMarker.enter(roomId);
    if (roomId === null) return;
    const entry = this.rooms.get(roomId);
    this.timelines.hold(roomId).setUnreadAfter(entry?.unread ? entry.readSeq : null);
  }

  /**
   * @param {"chat:edit" | "chat:delete" | "chat:react" | "chat:pin"} type
   * @param {Pick<Message, "id" | "roomId">} message
   * @param {Record<string, unknown>} [data]
   * @returns {Promise<void>}
   */
  async #change(type, { id, roomId }, data) {
    const { rev } = await this.connection.request(type, { messageId: id, ...data });
    this.timelines.get(roomId)?.expect(rev);
  }

  /** @param {number} roomId @param {number} seq @param {boolean} unread */
  async #read(roomId, seq, unread) {
    const ack = await this.connection.request("read", { roomId, seq, ...(unread && { unread }) });
    this.rooms.applyRead({ ...ack, roomId }, { force: unread });
  }
}
