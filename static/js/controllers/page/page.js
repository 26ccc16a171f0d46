import { pageStorage } from "../../state/composing/drafts.js";
import { Emitter } from "../../state/core/emitter.js";
import { RecentTexts } from "../../state/core/recent_texts.js";
import { Deletions } from "../../state/messages/deletions.js";
import { byId, clone, part, setText } from "../../views/ui/dom.js";
import { errorText } from "../../views/ui/error_text.js";

/** @typedef {import("../../types.js").Message} Message */

const TOAST_MS = 5_000;
const RECENT_EMOJI = 18;

/**
 * `room`: another one is open now. `show`: bring this message into view, as soon as it is there. `toEnd`: show the newest ones.
 * `reply`, `edit`: take a message into the composer; `take`: one that was not sent. `focus`: give the composer the focus.
 * `menu`: open the menu of a row, or only its emoji; `offer`: it is about to show. `thread`: open the one of this message.
 * `goto`: go to a message of any room and open its thread. `save`: keep a message, or no longer. `panel`: this one is open beside the room now.
 * `later`: show what waits for its time. `remind`: of a message. `delete`: a message, after a moment in which that can be undone.
 * `pickEmoji`: let the user choose one. `address`: the browser went back or forth to this one. `closePoll`: or open it again. `people`: names have become known.
 * `readAll`: mark everything in all rooms as read.
 * @typedef {{room: {roomId: number, around?: number}, readAll: undefined, show: {seq: number}, reply: Message, edit: Message, thread: Message, save: Message,
 *   panel: "members" | "pins" | "thread" | "view", goto: {roomId: number, seq: number, threadId: number}, offer: {menu: HTMLElement, message: Message},
 *   delete: Message, remind: Message, pickEmoji: {place: HTMLElement, opener: HTMLElement, choose: (emoji: string) => void}, later: undefined, address: URL, closePoll: Message, people: undefined,
 *   take: import("../../types.js").PendingMessage, focus: undefined, toEnd: undefined, menu: {row: HTMLElement, react: boolean, place: any}}} PageEvents
 */

/**
 * What the controllers share: the state, the API, and words to each other.
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
    this.roomId = boot.room.id;
    /** Rooms that are looked at without being in them. @type {Map<number, import("../../types.js").RoomEntry>} */
    this.visited = new Map([[boot.room.id, boot.room]]);
  }

  /** @returns {import("../../types.js").RoomEntry} the open room */
  get room() {
    const entry = this.store.rooms.get(this.roomId);
    if (entry) return entry;
    return { .../** @type {any} */ (this.visited.get(this.roomId)), role: null };
  }

  /** @returns {import("../../state/timeline/timeline.js").Timeline | undefined} of the open room */
  get timeline() {
    return this.store.timelines.get(this.roomId);
  }

  /** @returns {import("../../views/messages/message_row.js").RowContext} */
  get rowContext() {
    const { me, people, times } = this;
    const direct = () => this.room.kind === "direct";
    return { me, people, times, direct, mayChange: (message) => this.mayDelete(message) };
  }

  /** @param {HTMLElement} row @returns {Message | undefined} what a row of the timeline shows */
  messageOf(row) {
    const seq = Number(row.dataset.seq);
    if (!row.dataset.seq) return undefined;
    const message = this.timeline?.at(seq) ?? this.store.threads.at(this.roomId, seq);
    return message && this.deletions.shown(message);
  }

  /** @param {Message} message */
  mayEdit(message) {
    if (message.kind !== "message" || message.deletedAt || message.poll) return false;
    return message.author.id === this.me.id && this.mayWrite;
  }

  /** @param {Message} message */
  mayDelete(message) {
    if (message.kind !== "message" || message.deletedAt || !this.mayWrite) return false;
    return message.author.id === this.me.id || this.moderates;
  }

  /** @returns {boolean} */
  get mayWrite() {
    return this.room.role !== null && !this.room.archived;
  }

  get mayPin() {
    return this.mayWrite && (this.moderates || this.room.kind === "direct");
  }

  /** @returns {boolean} */
  get moderates() {
    return this.room.kind !== "direct" && (this.room.role === "owner" || this.room.role === "moderator");
  }

  /** @param {string} text a short note that goes by itself */
  toast(text) {
    const note = clone("toast-template");
    setText(part(note, "text"), text);
    byId("toasts").append(note);
    setTimeout(() => note.remove(), TOAST_MS);
  }

  /**
   * Tell the user if something is refused.
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
