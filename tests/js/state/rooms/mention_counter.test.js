import assert from "node:assert/strict";
import { test } from "node:test";
import { MentionCounter } from "../../../../static/js/state/rooms/mention_counter.js";

/** A room of which the server has counted 2 mentions among 10 messages. */
function counted() {
  const counter = new MentionCounter();
  counter.applyCount(7, { upTo: 10, count: 2, readSeq: 3 });
  return counter;
}

test("a mention that the server has not counted counts once", () => {
  const counter = counted();
  for (const seq of [12, 12, 11, 9]) counter.add(7, seq);
  assert.equal(counter.get(7), 4);
});

test("mentions after the server's new count are added to it", () => {
  const counter = counted();
  for (const seq of [11, 12]) counter.add(7, seq);
  assert.equal(counter.applyCount(7, { upTo: 11, count: 3, readSeq: 5 }), 5);
  assert.equal(counter.get(7), 4);
});

test("reading past the server's count leaves the mentions after the read message", () => {
  const counter = counted();
  for (const seq of [11, 13]) counter.add(7, seq);
  counter.markRead(7, 12);
  assert.equal(counter.get(7), 1);
});

test("a count from before the user's own message does not make read messages unread", () => {
  const counter = counted();
  counter.markRead(7, 11);
  assert.equal(counter.applyCount(7, { upTo: 10, count: 2, readSeq: 3 }), 11);
  assert.equal(counter.get(7), 0);
});

test("a count from after the user's own message may, because the user may have marked it as unread", () => {
  const counter = counted();
  counter.markRead(7, 11);
  assert.equal(counter.applyCount(7, { upTo: 11, count: 1, readSeq: 2 }), 2);
  assert.equal(counter.get(7), 1);
});

test("a count that an event with a newer count has overtaken makes nothing unread", () => {
  const counter = counted();
  counter.applyCount(7, { upTo: 12, count: 0, readSeq: 8 });
  assert.equal(counter.applyCount(7, { upTo: 10, count: 1, readSeq: 5 }), 8);
  assert.equal(counter.get(7), 0);
});

test("an overtaken count still tells what was read", () => {
  const counter = counted();
  assert.equal(counter.applyCount(7, { upTo: 9, count: 0, readSeq: 6 }), 6);
});

test("a count that the user has asked for applies, even if a newer one was quicker", () => {
  const counter = counted();
  assert.equal(counter.applyCount(7, { upTo: 9, count: 3, readSeq: 1 }, { force: true }), 1);
});
