import { pageStorage } from "../../state/composing/drafts.js";
import { Emitter } from "../../state/core/emitter.js";
import { RecentTexts } from "../../state/core/recent_texts.js";
import { Deletions } from "../../state/messages/deletions.js";
import { IgnoredRows } from "../../state/timeline/ignored_rows.js";
import { byId, clone, part, setText } from "../../views/ui/dom.js";
import { errorText } from "../../views/ui/error_text.js";

/**
 * @typedef {import("../../types.js").Message} Message
 * @typedef {import("../../views/ui/menu.js").Place} Place
 */

/** Where panels, menus and the drawer cover the room, and "back" is a gesture of the hand. */
export const PHONE = "(max-width: 48rem), (pointer: coarse)";
const TOAST_MS = 5_000;
const RECENT_EMOJI = 18;

/**
 * The events of a page. Most are requests from one controller to another.
 * @typedef {Object} PageEvents
 * @property {{roomId: number, around?: number}} room another room was opened
 * @property {"members" | "pins" | "thread" | "view"} panel this panel or view was opened
 * @property {undefined} covered a panel, menu or dialog was opened or closed
 * @property {URL} address the user went back or forward to this address
 * @property {undefined} people names of people have been loaded
 * @property {{menu: HTMLElement, message: Message}} offer the menu of a message is about to open
 * @property {{seq: number}} show scroll to this message as soon as it is loaded
 * @property {undefined} toEnd show the newest messages
 * @property {{roomId: number, seq: number, threadId: number}} goto open a room at a message, with its thread
 * @property {Message} thread open the thread of this message
 * @property {{row: HTMLElement, react: boolean, place: Place}} menu open the menu of a row; `react`: only its emoji
 * @property {{place: HTMLElement, opener: HTMLElement, choose: (emoji: string) => void}} pickEmoji let the user choose
 * @property {Message} reply start a reply in the composer
 * @property {Message} edit start an edit in the composer
 * @property {import("../../types.js").PendingMessage} take put a message that failed back into the composer
 * @property {undefined} focus focus the composer
 * @property {Message} save save a message, or remove it from the saved ones
 * @property {Message} delete delete a message after a short delay in which the user can undo it
 * @property {Message} remind ask when to remind the user of this message
 * @property {Message} report report a message to the moderators
 * @property {Message} closePoll close a poll, or reopen it
 * @property {undefined} later open the dialog with scheduled messages and reminders
 * @property {undefined} readAll mark all rooms as read
 */

/**
 * The state and API that the controllers share. They also talk to each other through its events.
 * @extends {Emitter<PageEvents>}
 */
export class Page extends Emitter {
  /**
   * @param {Object} options
   * @param {import("../../types.js").Boot} options.boot
   * @param {import("../../net/connection/connection.js").Connection} options.connection
   * @param {import("../../state/core/store.js").Store} options.store
   * @param {import("../../net/api/api.js").Api} options.api
   * @param {import("../../state/people/people.js").People} options.people
   * @param {import("../../views/ui/time_format.js").TimeFormat} options.times
   */
  constructor({ boot, connection, store, api, people, times }) {
    super();
    this.boot = boot;
    this.me = boot.user;
    this.limits = boot.limits;
    this.connection = connection;
    this.store = store;
    this.api = api;
    this.people = people;
    this.times = times;
    this.deletions = new Deletions({
      remove: (message) => store.remove(message),
      removeLeaving: ({ id }) => api.leave("DELETE", `/messages/${id}`),
      failed: (error) => this.toast(errorText(error)),
    });
    this.recentEmoji = new RecentTexts({
      key: `chat-emoji:${boot.user.id}`,
      most: RECENT_EMOJI,
      storage: pageStorage(),
    });
    this.ignored = new IgnoredRows((message) => store.ignores(message));
    this.roomId = boot.room.id;
    /** The layers that cover the room on a phone. @type {import("./layers.js").Layers | null} */
    this.layers = null;
    // This listener is the first, so the others hear only of the steps that the layers leave to them.
    addEventListener("popstate", (event) => this.layers?.moved(event));
    /** Rooms that the user reads without having joined. @type {Map<number, import("../../types.js").RoomEntry>} */
    this.visited = new Map([[boot.room.id, boot.room]]);
  }

  /** @returns {import("../../types.js").RoomEntry} the open room */
  get room() {
    const entry = this.store.rooms.get(this.roomId);
    if (entry) return entry;
    return { .../** @type {import("../../types.js").RoomEntry} */ (this.visited.get(this.roomId)), role: null };
  }

  /** @returns {import("../../state/timeline/timeline.js").Timeline | undefined} the timeline of the open room */
  get timeline() {
    return this.store.timelines.get(this.roomId);
  }

  /** @returns {import("../../views/messages/message_row.js").RowContext} */
  get rowContext() {
    const { me, people, times, store } = this;
    const direct = () => this.room.kind === "direct";
    return { me, people, presence: store.presence, times, direct, mayChange: (message) => this.mayDelete(message) };
  }

  /** @param {HTMLElement} row @returns {Message | undefined} the message that the row shows */
  messageOf(row) {
    const seq = Number(row.dataset.seq);
    if (!row.dataset.seq) return undefined;
    const message = this.timeline?.at(seq) ?? this.store.threads.at(this.roomId, seq);
    return message && this.deletions.shown(message);
  }

  /** @param {import("../../types.js").Row[]} rows */
  shownRows(rows) {
    return this.ignored.fold(rows.map((row) => this.deletions.shownRow(row)));
  }

  /** Show messages of people whom the user ignores. @param {number[]} ids */
  unfold(ids) {
    if (this.ignored.show(ids)) this.store.emit("me", undefined);
  }

  /** @param {Message} message */
  mayEdit(message) {
    if (message.kind !== "message" || message.deletedAt || message.poll) return false;
    return message.author.id === this.me.id && this.mayWrite;
  }

  /** @param {Message} message */
  mayDelete(message) {
    if (message.kind !== "message" || message.deletedAt || !this.#isMember) return false;
    return message.author.id === this.me.id || this.moderates;
  }

  /** @returns {boolean} */
  get mayWrite() {
    return this.#isMember && this.restriction === null;
  }

  /** @returns {boolean} whether the user may react and vote, which read-only rooms allow */
  get mayReact() {
    return this.#isMember && this.restriction?.kind !== "muted";
  }

  get #isMember() {
    return this.room.role !== null && !this.room.archived;
  }

  /** @returns {import("../../state/moderation/moderation.js").Restriction | null} what keeps a member from writing here */
  get restriction() {
    return this.store.moderation.restriction(this.room, Date.now());
  }

  get mayPin() {
    return this.mayWrite && (this.moderates || this.room.kind === "direct");
  }

  /** @returns {boolean} */
  get moderates() {
    return this.room.kind !== "direct" && (this.room.role === "owner" || this.room.role === "moderator");
  }

  /** Show a short note for a few seconds. @param {string} text */
  toast(text) {
    const note = clone("toast-template");
    setText(part(note, "text"), text);
    byId("toasts").append(note);
    setTimeout(() => note.remove(), TOAST_MS);
  }

  /**
   * Wait for the work, and show the user an error if it fails.
   * @template T
   * @param {Promise<T>} work
   * @returns {Promise<T | undefined>}
   */
  async attempt(work) {
    try {
      return await work;
    } catch (error) {
      this.toast(errorText(error));
      return undefined;
    }
  }
}
