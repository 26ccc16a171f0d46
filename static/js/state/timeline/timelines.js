import { Emitter } from "../core/emitter.js";
import { refusalOf } from "../core/refusal.js";
import { systemClock } from "../core/timer.js";
import { SyncQueue } from "./sync_queue.js";
import { Timeline } from "./timeline.js";

/** @typedef {import("../../types.js").Message} Message */
/** @typedef {import("../../types.js").WireError} WireError */
/** @template {string} Type @typedef {import("../../types.js").Ack<Type>} Ack */

const MOST_TIMELINES = 20;
const PAGE_LENGTH = 50;
const AGAIN_AFTER_MS = 2_000;
/** Refusals after which the same request is worth repeating. */
const PASSING = new Set(["rate_limited", "unavailable"]);

/**
 * @typedef {Object} TimelinesOptions
 * @property {number} userId
 * @property {string} [timeZone]
 * @property {<Type extends "sync" | "history">(type: Type, data: Record<string, unknown>) => Promise<Ack<Type>>} request
 * @property {() => boolean} online
 * @property {(roomId: number) => import("../../types.js").PendingMessage[]} pendingFor
 * @property {import("../core/timer.js").Clock} [clock]
 */

/**
 * The timelines of this page. It loads them, catches them up, and drops the least recently used one.
 * `synced`: messages that came by `sync` instead of an event.
 * @extends {Emitter<{change: {roomId: number, reset: boolean}, synced: {messages: Message[]}, error: WireError}>}
 */
export class Timelines extends Emitter {
  /** @type {Map<number, Timeline>} the least recently opened first */
  #timelines = new Map();
  /** @type {WeakMap<Timeline, Map<string, Promise<void>>>} requests on their way, by their parameters */
  #loading = new WeakMap();
  /** @type {Map<number, number | undefined>} the seq around which an unloaded room was opened */
  #wanted = new Map();

  /** @param {TimelinesOptions} options */
  constructor(options) {
    super();
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.syncs = new SyncQueue({
      ask: (data) => this.options.request("sync", data),
      apply: (roomId, page, since) => this.#applySync(roomId, page, since),
      failed: (roomId, error) => this.#syncFailed(roomId, error),
    });
  }

  /** @param {number} roomId @returns {Timeline | undefined} */
  get(roomId) {
    return this.#timelines.get(roomId);
  }

  /**
   * Keep a timeline for a room. This sends no request.
   * @param {number} roomId
   * @returns {Timeline}
   */
  hold(roomId) {
    const timeline = this.get(roomId) ?? this.#create(roomId);
    this.#timelines.delete(roomId);
    this.#timelines.set(roomId, timeline);
    const [oldest] = this.#timelines.keys();
    if (this.#timelines.size > MOST_TIMELINES) this.drop(oldest);
    return timeline;
  }

  /**
   * Keep a timeline for a room, and load its newest messages or those around a seq. After a lost connection, they load when it is
   * back.
   * @param {number} roomId
   * @param {number} [around]
   * @returns {Promise<Timeline>}
   * @throws {import("../../net/api/errors.js").CommandError} (rejects)
   */
  async open(roomId, around) {
    const timeline = this.hold(roomId);
    const there = around === undefined ? timeline.atEnd : timeline.at(around) !== undefined;
    this.#wanted.delete(roomId);
    if (timeline.loaded && there) return timeline;
    this.#wanted.set(roomId, around);
    await this.#load(timeline, around === undefined ? {} : { around }, "replace");
    return timeline;
  }

  /** @param {number} roomId @returns {Promise<void>} when the previous page is loaded; resolves immediately at the start of the room */
  async loadOlder(roomId) {
    const timeline = this.get(roomId);
    if (timeline?.loaded && !timeline.atStart)
      await this.#load(timeline, { before: timeline.messages[0].seq }, "older");
  }

  /** @param {number} roomId @returns {Promise<void>} when the next page is loaded; resolves immediately at the end of the room */
  async loadNewer(roomId) {
    const timeline = this.get(roomId);
    const last = timeline?.messages.at(-1);
    if (timeline && last && !timeline.atEnd) await this.#load(timeline, { after: last.seq }, "newer");
  }

  /**
   * Catch up with the room entries of a new connection.
   * @param {(roomId: number) => import("../../types.js").RoomEntry | undefined} entryOf
   * @param {{epochChanged: boolean}} options with another epoch, nothing that is held is valid any more
   */
  catchUp(entryOf, { epochChanged }) {
    for (const [roomId, timeline] of [...this.#timelines].reverse()) {
      const entry = entryOf(roomId);
      if (!entry) {
        this.drop(roomId);
        continue;
      }
      if (epochChanged || entry.rev < timeline.rev) timeline.reset();
      if (!timeline.loaded || this.#wanted.has(roomId)) this.#reload(roomId);
      if (timeline.loaded && entry.rev > timeline.rev) this.syncs.want(roomId, timeline.rev);
    }
  }

  /** @param {number} roomId */
  drop(roomId) {
    this.get(roomId)?.close();
    this.#timelines.delete(roomId);
    this.#wanted.delete(roomId);
  }

  /** @param {number} roomId */
  #create(roomId) {
    const { userId, timeZone, pendingFor } = this.options;
    const requestSync = (/** @type {number} */ rev) => this.syncs.want(roomId, rev);
    const timeline = new Timeline({ roomId, userId, timeZone, requestSync, clock: this.clock });
    timeline.setPending(pendingFor(roomId));
    timeline.on("change", ({ reset }) => this.emit("change", { roomId, reset }));
    return timeline;
  }

  /** @param {number} roomId */
  #reload(roomId) {
    if (!this.get(roomId)) return;
    this.open(roomId, this.#wanted.get(roomId)).catch((error) => this.emit("error", error));
  }

  /**
   * Send a request once, even if it is called again before the answer.
   * @param {Timeline} timeline
   * @param {{before?: number, after?: number, around?: number}} where
   * @param {"replace" | "older" | "newer"} direction
   */
  #load(timeline, where, direction) {
    const underWay = this.#loading.get(timeline) ?? new Map();
    this.#loading.set(timeline, underWay);
    const key = JSON.stringify(where);
    const loading = underWay.get(key) ?? this.#ask(timeline, where, direction).finally(() => underWay.delete(key));
    underWay.set(key, loading);
    return loading;
  }

  /** @param {Timeline} timeline @param {object} where @param {"replace" | "older" | "newer"} direction */
  async #ask(timeline, where, direction) {
    const { roomId, generation } = timeline;
    try {
      const page = await this.options.request("history", { roomId, ...where, limit: PAGE_LENGTH });
      if (direction !== "replace" && timeline.generation !== generation) return; // the page does not touch the window any more
      timeline.applyHistory(page, direction);
      if (direction === "replace") this.#wanted.delete(roomId);
    } catch (error) {
      const { code } = refusalOf(error);
      if (code && !PASSING.has(code)) throw error;
      if (direction === "replace" && this.options.online()) this.#later(error, () => this.#reload(roomId));
    }
  }

  /** @param {number} roomId @param {import("../../types.js").SyncPage} page @param {number} since */
  #applySync(roomId, page, since) {
    this.get(roomId)?.applySync(page, since);
    this.emit("synced", { messages: page.messages });
  }

  /** @param {number} roomId @param {unknown} error */
  #syncFailed(roomId, error) {
    const { code } = refusalOf(error);
    if (code && !PASSING.has(code)) return this.emit("error", /** @type {WireError} */ (error));
    if (this.options.online()) this.#later(error, () => this.#resync(roomId));
  }

  /** @param {number} roomId */
  #resync(roomId) {
    const timeline = this.get(roomId);
    if (timeline?.loaded) this.syncs.want(roomId, timeline.rev);
  }

  /** @param {unknown} error why it failed now @param {() => void} work to try again */
  #later(error, work) {
    this.clock.setTimeout(work, refusalOf(error).retryAfterMs ?? AGAIN_AFTER_MS);
  }
}
