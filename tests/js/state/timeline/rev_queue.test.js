import assert from "node:assert/strict";
import { test } from "node:test";
import { GAP_WAIT_MS, RevQueue } from "../../../../static/js/state/timeline/rev_queue.js";
import { message } from "../../support/cast.js";
import { FakeClock } from "../../support/clock.js";

/** @param {number | null} rev */
function queueAt(rev) {
  const clock = new FakeClock();
  /** @type {number[]} */
  const gaps = [];
  const queue = new RevQueue({ onGap: (known) => gaps.push(known), clock });
  if (rev !== null) queue.start(rev);
  const offer = (/** @type {number} */ rev) => queue.offer(message({ seq: rev }));
  const release = () => queue.release().map((released) => released.rev);
  return { clock, gaps, queue, offer, release };
}

test("the next change is released, an old one dropped, an early one held", () => {
  const { queue, offer, release } = queueAt(4);
  assert.deepEqual([offer(4), offer(7), offer(6)], ["old", "early", "early"]);
  assert.deepEqual(release(), []);
  assert.equal(offer(5), "next");
  assert.deepEqual([release(), queue.rev], [[5, 6, 7], 7]);
});

test("a lasting gap is reported once, after 300 ms", () => {
  const { clock, gaps, offer } = queueAt(4);
  offer(6);
  clock.advance(200);
  offer(7);
  clock.advance(99);
  assert.deepEqual(gaps, []);
  clock.advance(1);
  assert.deepEqual(gaps, [4]);
  clock.advance(10_000);
  assert.deepEqual([gaps, GAP_WAIT_MS], [[4], 300]);
});

test("a gap that closes in time is not reported", () => {
  const { clock, gaps, offer, release } = queueAt(4);
  offer(6);
  clock.advance(299);
  offer(5);
  release();
  clock.advance(1_000);
  assert.deepEqual([gaps, clock.waiting], [[], 0]);
});

test("a second gap gets its own wait", () => {
  const { clock, gaps, offer, release } = queueAt(4);
  offer(6);
  offer(8);
  clock.advance(200);
  offer(5);
  release();
  clock.advance(200);
  assert.deepEqual(gaps, []);
  clock.advance(100);
  assert.deepEqual(gaps, [6]);
});

test("an expected rev is awaited like an event", () => {
  const { clock, gaps, queue } = queueAt(4);
  queue.expect(5);
  clock.advance(300);
  assert.deepEqual(gaps, [4]);
});

test("before the start every change is held, and no gap is reported", () => {
  const { clock, gaps, queue, offer, release } = queueAt(null);
  assert.deepEqual([5, 6, 8].map(offer), ["early", "early", "early"]);
  clock.advance(1_000);
  assert.deepEqual([release(), gaps], [[], []]);
  queue.start(5);
  assert.deepEqual(release(), [6]);
  clock.advance(300);
  assert.deepEqual(gaps, [6]);
});

test("starting again at an earlier rev reports the changes after it as a gap", () => {
  const { clock, gaps, queue, release } = queueAt(9);
  queue.start(7);
  release();
  clock.advance(300);
  assert.deepEqual(gaps, [7]);
});

test("a sync covers its changes, and never moves the rev back", () => {
  const { clock, gaps, queue, offer, release } = queueAt(4);
  offer(9);
  queue.advance(8);
  assert.deepEqual(release(), [9]);
  queue.advance(6);
  assert.equal(queue.rev, 9);
  clock.advance(1_000);
  assert.deepEqual(gaps, []);
});

test("the queue holds a limited number, and reports dropped changes as a gap", () => {
  const { clock, gaps, offer, release } = queueAt(0);
  for (let rev = 2; rev <= 1_003; rev += 1) offer(rev);
  offer(1);
  assert.deepEqual(release(), [1]);
  clock.advance(300);
  assert.deepEqual(gaps, [1]);
});

test("after a reset or a close no gap is reported", () => {
  for (const end of /** @type {const} */ (["reset", "close"])) {
    const { clock, queue, offer } = queueAt(4);
    offer(9);
    queue[end]();
    assert.equal(clock.waiting, 0);
  }
});
