import assert from "node:assert/strict";
import { test } from "node:test";
import { SyncQueue } from "../../../../static/js/state/timeline/sync_queue.js";
import { settle } from "../../support/clock.js";

function queueWithServer() {
  /** @type {{roomId: number, rev: number, answer: (page: any) => void, refuse: (error: any) => void}[]} */
  const asked = [];
  /** @type {string[]} */
  const applied = [];
  /** @type {number[]} */
  const failed = [];
  const queue = new SyncQueue({
    ask: ({ roomId, rev }) => new Promise((answer, refuse) => asked.push({ roomId, rev, answer, refuse })),
    apply: (roomId, { rev }, since) => applied.push(`${roomId}: ${since} to ${rev}`),
    failed: (roomId) => failed.push(roomId),
  });
  const answer = async (/** @type {number} */ index, /** @type {object} */ page) => {
    asked[index].answer({ messages: [], more: false, reset: false, ...page });
    await settle();
  };
  return { queue, asked, applied, failed, answer };
}

test("each page is requested from the end of the last", async () => {
  const { queue, asked, applied, answer } = queueWithServer();
  queue.want(7, 3);
  await answer(0, { rev: 10, more: true });
  await answer(1, { rev: 12 });
  assert.deepEqual([applied, asked.length], [["7: 3 to 10", "7: 10 to 12"], 2]);
});

test("a reset or a page without progress is the last one", async () => {
  for (const page of [
    { rev: 99, more: true, reset: true },
    { rev: 3, more: true },
  ]) {
    const { queue, asked, answer } = queueWithServer();
    queue.want(7, 3);
    await answer(0, page);
    assert.equal(asked.length, 1);
  }
});

test("at most four rooms sync at a time, the others follow in order", async () => {
  const { queue, asked, answer } = queueWithServer();
  for (const roomId of [1, 2, 3, 4, 5, 6]) queue.want(roomId, 0);
  assert.deepEqual(
    asked.map(({ roomId }) => roomId),
    [1, 2, 3, 4],
  );
  await answer(2, { rev: 1 });
  assert.equal(asked.at(-1)?.roomId, 5);
});

test("a room syncs once, and again only from an earlier rev", async () => {
  const { queue, asked, answer } = queueWithServer();
  queue.want(7, 5);
  queue.want(7, 6);
  await answer(0, { rev: 9 });
  assert.equal(asked.length, 1);
  queue.want(7, 9);
  queue.want(7, 4);
  await answer(1, { rev: 9 });
  assert.equal(asked.at(-1)?.rev, 4);
});

test("a failure is reported, and does not stop other rooms or a retry", async () => {
  const { queue, asked, failed } = queueWithServer();
  for (const roomId of [1, 2, 3, 4, 5]) queue.want(roomId, 0);
  asked[0].refuse(new Error("lost"));
  await settle();
  assert.deepEqual([failed, asked.length], [[1], 5]);
  asked[1].refuse(new Error("lost"));
  await settle();
  queue.want(1, 0);
  assert.equal(asked.at(-1)?.roomId, 1);
});
