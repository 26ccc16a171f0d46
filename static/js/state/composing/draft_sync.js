import { systemClock, Timer } from "../core/timer.js";

const REST_MS = 800;

/** Keeps drafts and the server equal: what is typed goes there when typing rests, what others of one's devices wrote comes back. */
export class DraftSync {
  /** @type {Map<number, Timer>} */
  #timers = new Map();

  /**
   * @param {Object} options
   * @param {import("./drafts.js").Drafts} options.drafts
   * @param {(roomId: number, content: string) => Promise<unknown>} options.save
   * @param {() => Promise<{drafts: import("./drafts.js").SyncedDraft[]}>} options.load
   * @param {() => number[]} options.roomIds
   * @param {import("../core/timer.js").Clock} [options.clock]
   */
  constructor({ drafts, save, load, roomIds, clock = systemClock }) {
    this.drafts = drafts;
    this.save = save;
    this.load = load;
    this.roomIds = roomIds;
    this.clock = clock;
    drafts.on("change", ({ roomId }) => this.#later(roomId));
  }

  /** The connection is there (again). */
  async resume() {
    const { drafts } = await this.load().catch(() => ({ drafts: null }));
    if (!drafts) return;
    const roomIds = this.roomIds();
    this.drafts.takeAll(drafts, roomIds);
    for (const roomId of roomIds) if (this.drafts.isChanged(roomId)) await this.push(roomId);
  }

  /** Typing is over in a room. @param {number} roomId */
  flush(roomId) {
    if (this.#timers.get(roomId)?.running) return this.push(roomId);
  }

  /** @param {number} roomId */
  async push(roomId) {
    this.#timers.get(roomId)?.clear();
    const { drafts } = this;
    if (!drafts.isChanged(roomId)) return;
    const content = drafts.sending(roomId);
    // What is refused or lost stays here, and goes with the next change or connection.
    const done = await this.save(roomId, content).then(
      () => true,
      () => false,
    );
    if (done) drafts.saved(roomId, content);
  }

  /** @param {number} roomId */
  #later(roomId) {
    const timer = this.#timers.get(roomId) ?? new Timer(this.clock);
    this.#timers.set(roomId, timer);
    timer.start(REST_MS, () => this.push(roomId));
  }
}
