import { systemClock, Timer } from "../core/timer.js";
import { ServerDrafts } from "./server_drafts.js";

const REST_MS = 800;

/** @typedef {import("./server_drafts.js").SyncedDraft} SyncedDraft */

/**
 * Keeps the drafts of this browser and the server equal. Requests follow one another: a save begins after the answer to the one
 * before, and takes the newest draft. So the server never stores an older one over a newer one.
 */
export class DraftSync {
  /** @type {Map<number, Timer>} */
  #timers = new Map();
  /** The latest request; it never rejects. @type {Promise<void>} */
  #last = Promise.resolve();
  /** Rooms with an event that the list on its way may not know. @type {Set<number>} */
  #newer = new Set();

  /**
   * @param {Object} options
   * @param {import("./drafts.js").Drafts} options.drafts
   * @param {(roomId: number, draft: import("./server_drafts.js").DraftBody) => Promise<{updatedAt: string}>} options.save
   * @param {() => Promise<{drafts: SyncedDraft[]}>} options.load
   * @param {() => number[]} options.roomIds
   * @param {import("../core/timer.js").Clock} [options.clock]
   */
  constructor({ drafts, save, load, roomIds, clock = systemClock }) {
    this.server = new ServerDrafts(drafts);
    this.save = save;
    this.load = load;
    this.roomIds = roomIds;
    this.clock = clock;
    drafts.on("change", ({ roomId }) => this.#pushLater(roomId));
  }

  /** Compare everything with the server, after a connect. @returns {Promise<void>} */
  resume() {
    return this.#enqueue(async () => {
      this.#newer.clear();
      const { drafts } = await this.load();
      const roomIds = this.roomIds();
      this.server.applyAll(
        drafts,
        roomIds.filter((roomId) => !this.#newer.has(roomId)),
      );
      for (const roomId of roomIds) this.push(roomId);
    });
  }

  /** Apply a `draft` event. @param {SyncedDraft} draft */
  receive(draft) {
    this.#newer.add(draft.roomId);
    this.server.applyEvent(draft);
  }

  /** Save now what would be saved in a moment. @param {number} roomId @returns {Promise<void> | undefined} */
  flush(roomId) {
    if (this.#timers.get(roomId)?.running) return this.push(roomId);
  }

  /**
   * Save a room's draft if the server may not have it.
   * @param {number} roomId
   * @returns {Promise<void>} settled after the attempt; a failed one is repeated with the next change or connect
   */
  push(roomId) {
    this.#timers.get(roomId)?.clear();
    if (!this.server.needsSaving(roomId)) return this.#last;
    return this.#enqueue(async () => {
      if (!this.server.needsSaving(roomId)) return;
      const draft = this.server.beginSave(roomId);
      const { updatedAt } = await this.save(roomId, draft);
      this.server.confirmSave(roomId, draft, updatedAt);
    });
  }

  /** @param {() => Promise<void>} work @returns {Promise<void>} */
  #enqueue(work) {
    this.#last = this.#last.then(work).catch(() => {});
    return this.#last;
  }

  /** @param {number} roomId */
  #pushLater(roomId) {
    const timer = this.#timers.get(roomId) ?? new Timer(this.clock);
    this.#timers.set(roomId, timer);
    timer.start(REST_MS, () => this.push(roomId));
  }
}
