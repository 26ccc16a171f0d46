import assert from "node:assert/strict";
import { test } from "node:test";
import { MentionCounter } from "../../../../static/js/state/rooms/mention_counter.js";

/** A room of which the server has counted 2 mentions among 10 messages. */
function counted() {
  const counter = new MentionCounter();
  counter.settle(7, { upTo: 10, count: 2, readSeq: 3 });
  return counter;
}

test("a later mention counts once, one that the server has counted not again", () => {
  const counter = counted();
  for (const seq of [12, 12, 11, 9]) counter.add(7, seq);
  assert.equal(counter.get(7), 4);
});

test("what the server counts anew is kept apart from what came after its count", () => {
  const counter = counted();
  for (const seq of [11, 12]) counter.add(7, seq);
  assert.equal(counter.settle(7, { upTo: 11, count: 3, readSeq: 5 }), 5);
  assert.equal(counter.get(7), 4);
});

test("reading past what the server counted leaves the mentions behind that", () => {
  const counter = counted();
  for (const seq of [11, 13]) counter.add(7, seq);
  counter.read(7, 12);
  assert.equal(counter.get(7), 1);
});

test("a count from before the user's own message does not take back that it was read", () => {
  const counter = counted();
  counter.read(7, 11);
  assert.equal(counter.settle(7, { upTo: 10, count: 2, readSeq: 3 }), 11);
  assert.equal(counter.get(7), 0);
});

test("a count from after it does, because the user may have marked it as unread", () => {
  const counter = counted();
  counter.read(7, 11);
  assert.equal(counter.settle(7, { upTo: 11, count: 1, readSeq: 2 }), 2);
  assert.equal(counter.get(7), 1);
});
