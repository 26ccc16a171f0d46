import assert from "node:assert/strict";
import { test } from "node:test";
import { inSlot } from "../../../../static/js/net/long_poll/waiting_slots.js";
import { settle } from "../../support/clock.js";

/** Web Locks that are asked for only if they are free. */
class FreeLocks {
  held = new Set();

  /** @param {string} name @param {any} _options @param {any} work */
  async request(name, _options, work) {
    if (this.held.has(name)) return work(null);
    this.held.add(name);
    try {
      return await work({ name });
    } finally {
      this.held.delete(name);
    }
  }
}

/** @returns {{promise: Promise<void>, resolve: () => void}} */
function gate() {
  let resolve = () => {};
  const promise = new Promise((/** @type {(value: void) => void} */ done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test("four tabs may wait, and a fifth only after one of them ends", async () => {
  const locks = /** @type {any} */ (new FreeLocks());
  const { promise, resolve } = gate();
  /** @type {boolean[]} */
  const may = [];
  const tab = async (/** @type {boolean} */ mayWait) => {
    may.push(mayWait);
    await promise;
    return may.length;
  };
  const tabs = [1, 2, 3, 4, 5].map(() => inSlot(locks, tab));
  await settle();
  assert.deepEqual(may, [true, true, true, true, false]);
  resolve();
  assert.deepEqual(await Promise.all(tabs), [5, 5, 5, 5, 5]);
  assert.equal(await inSlot(locks, async (mayWait) => mayWait), true);
});

test("without locks every tab may wait", async () => {
  assert.equal(await inSlot(null, async (mayWait) => mayWait), true);
});

test("an error in a slot is passed on and frees the slot", async () => {
  const locks = new FreeLocks();
  await assert.rejects(
    inSlot(/** @type {any} */ (locks), () => Promise.reject(new Error("no"))),
    (error) => error.message === "no",
  );
  assert.equal(locks.held.size, 0);
});
