import { systemClock, Timer } from "./clock.js";
import { Emitter } from "./emitter.js";
import { SyncQueue } from "./sync_queue.js";
import { Timeline } from "./timeline.js";

/** @typedef {import("../types.js").Message} Message */

const MOST_TIMELINES = 20;
const PAGE_LENGTH = 50;
const AGAIN_AFTER_MS = 2_000;
/** Refusals, and silences, after which the same question is worth asking again. */
const PASSING = new Set(["rate_limited", "unavailable"]);

/**
 * @typedef {Object} TimelinesOptions
 * @property {number} userId
 * @property {string} [timeZone]
 * @property {(type: string, data: Record<string, unknown>) => Promise<any>} request
 * @property {() => boolean} online
 * @property {(roomId: number) => import("../types.js").PendingMessage[]} pendingFor
 * @property {import("./clock.js").Clock} [clock]
 */

/**
 * The rooms that this page holds messages of: loads them, catches them up, lets the longest unused go.
 * `synced`: messages that came by `sync` instead of by an event.
 * @extends {Emitter<{change: {roomId: number, reset: boolean}, synced: {messages: Message[]}, error: any}>}
 */
export class Timelines extends Emitter {
  /** @type {Map<number, Timeline>} the least recently opened first */
  #timelines = new Map();
  /** @type {Map<string, Promise<void>>} questions under way */
  #loading = new Map();
  /** @type {Map<number, number | undefined>} around which seq a room that is not loaded yet was opened */
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
   * Hold a room from now on; ask for nothing yet.
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
   * Hold a room and see to it that its newest messages, or those around a seq, are there. When the connection is lost,
   * that happens once it is back.
   * @param {number} roomId
   * @param {number} [around]
   * @returns {Promise<Timeline>}
   * @throws {import("../net/errors.js").CommandError} (rejects)
   */
  async open(roomId, around) {
    const timeline = this.hold(roomId);
    const there = around === undefined ? timeline.atEnd : timeline.at(around) !== undefined;
    if (timeline.loaded && there) return timeline;
    this.#wanted.set(roomId, around);
    await this.#load(roomId, around === undefined ? {} : { around }, "replace");
    return timeline;
  }

  /** @param {number} roomId @returns {Promise<void>} when the page before is there; at once when there is none */
  async loadOlder(roomId) {
    const timeline = this.get(roomId);
    if (timeline?.loaded && !timeline.atStart) await this.#load(roomId, { before: timeline.messages[0].seq }, "older");
  }

  /** @param {number} roomId @returns {Promise<void>} when the page after is there; at once when there is none */
  async loadNewer(roomId) {
    const last = this.get(roomId)?.messages.at(-1);
    if (last && !this.get(roomId)?.atEnd) await this.#load(roomId, { after: last.seq }, "newer");
  }

  /**
   * The connection is new: catch up with what the sidebar says.
   * @param {(roomId: number) => import("../types.js").RoomEntry | undefined} entryOf
   * @param {{epochChanged: boolean}} options another epoch: nothing that is held is true any more
   */
  catchUp(entryOf, { epochChanged }) {
    for (const [roomId, timeline] of [...this.#timelines].reverse()) {
      const entry = entryOf(roomId);
      if (!entry) {
        this.drop(roomId);
        continue;
      }
      if (epochChanged || entry.rev < timeline.rev) timeline.reset();
      if (!timeline.loaded) this.#reload(roomId);
      else if (entry.rev > timeline.rev) this.syncs.want(roomId, timeline.rev);
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
    this.open(roomId, this.#wanted.get(roomId)).catch((error) => this.emit("error", error));
  }

  /**
   * @param {number} roomId
   * @param {{before?: number, after?: number, around?: number}} where
   * @param {"replace" | "older" | "newer"} direction
   */
  #load(roomId, where, direction) {
    const key = JSON.stringify([roomId, where]);
    const loading =
      this.#loading.get(key) ?? this.#ask(roomId, where, direction).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  /** @param {number} roomId @param {object} where @param {"replace" | "older" | "newer"} direction */
  async #ask(roomId, where, direction) {
    const timeline = this.get(roomId);
    const generation = timeline?.generation;
    try {
      const page = await this.options.request("history", { roomId, ...where, limit: PAGE_LENGTH });
      if (timeline?.generation !== generation) return;
      timeline?.applyHistory(page, direction);
      this.#wanted.delete(roomId);
    } catch (/** @type {any} */ error) {
      if (error?.code) throw error;
      // Lost on the way: `catchUp` or the next scroll asks again.
    }
  }

  /** @param {number} roomId @param {import("../types.js").SyncPage} page @param {number} since */
  #applySync(roomId, page, since) {
    this.get(roomId)?.applySync(page, since);
    this.emit("synced", { messages: page.messages });
  }

  /** @param {number} roomId @param {any} error */
  #syncFailed(roomId, error) {
    if (error?.code && !PASSING.has(error.code)) return this.emit("error", error);
    const again = () => this.syncs.want(roomId, this.get(roomId)?.rev ?? 0);
    if (this.options.online()) new Timer(this.clock).start(error?.retryAfterMs ?? AGAIN_AFTER_MS, again);
  }
}
