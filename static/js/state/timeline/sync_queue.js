/** How many rooms catch up at the same time. The others wait, so that a long sleep does not end in a burst of requests. */
const AT_ONCE = 4;
const PAGE_LENGTH = 200;

/** @typedef {{from: number, again: number}} Job `again`: the rev of a request during the job, Infinity for none */

/** Requests the changes of rooms since a rev, page by page, with one request at a time for each room. */
export class SyncQueue {
  /** @type {Map<number, Job>} */
  #jobs = new Map();
  /** @type {number[]} */
  #waiting = [];
  #running = 0;

  /**
   * @param {Object} options
   * @param {(data: {roomId: number, rev: number, limit: number}) => Promise<import("../../types.js").SyncPage>} options.ask
   * @param {(roomId: number, page: import("../../types.js").SyncPage, since: number) => void} options.apply
   * @param {(roomId: number, error: unknown) => void} options.failed the room has left the queue without catching up
   */
  constructor({ ask, apply, failed }) {
    this.ask = ask;
    this.apply = apply;
    this.failed = failed;
  }

  /** @param {number} roomId @param {number} rev request the changes since */
  want(roomId, rev) {
    const job = this.#jobs.get(roomId);
    if (job) {
      job.again = Math.min(job.again, rev);
      return;
    }
    this.#jobs.set(roomId, { from: rev, again: Number.POSITIVE_INFINITY });
    this.#waiting.push(roomId);
    this.#pump();
  }

  #pump() {
    while (this.#running < AT_ONCE && this.#waiting.length > 0) {
      const roomId = /** @type {number} */ (this.#waiting.shift());
      this.#running += 1;
      this.#work(roomId).finally(() => {
        this.#running -= 1;
        this.#pump();
      });
    }
  }

  /** @param {number} roomId */
  async #work(roomId) {
    const job = /** @type {Job} */ (this.#jobs.get(roomId));
    try {
      await this.#pages(roomId, job.from);
      this.#jobs.delete(roomId);
      // The pages cover a request that came during the job, unless it began at an earlier rev.
      if (job.again < job.from) this.want(roomId, job.again);
    } catch (error) {
      this.#jobs.delete(roomId);
      this.failed(roomId, error);
    }
  }

  /** @param {number} roomId @param {number} since */
  async #pages(roomId, since) {
    for (let rev = since, more = true; more; ) {
      const page = await this.ask({ roomId, rev, limit: PAGE_LENGTH });
      this.apply(roomId, page, rev);
      more = page.more && !page.reset && page.rev > rev;
      rev = page.rev;
    }
  }
}
