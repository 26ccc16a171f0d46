import assert from "node:assert/strict";
import { test } from "node:test";
import { Typing } from "../../../../static/js/state/people/typing.js";
import { FakeClock } from "../../support/clock.js";

function room7() {
  const clock = new FakeClock();
  const typing = new Typing({ clock });
  const seen = { changes: 0 };
  typing.on("change", () => void seen.changes++);
  const start = (/** @type {number} */ userId) => typing.start({ roomId: 7, userId, username: `user-${userId}` });
  return { clock, typing, seen, start, names: () => typing.usernames(7) };
}

test("typing people are listed in the order in which they started", () => {
  const { typing, seen, start, names } = room7();
  start(2);
  start(3);
  start(2);
  assert.deepEqual([names(), typing.usernames(8), seen.changes], [["user-2", "user-3"], [], 2]);
});

test("a start that is not repeated ends after five seconds", () => {
  const { clock, start, names } = room7();
  start(2);
  clock.advance(4_000);
  start(2);
  clock.advance(4_999);
  assert.deepEqual(names(), ["user-2"]);
  clock.advance(1);
  assert.deepEqual(names(), []);
});

test("a stop ends typing immediately, and another person's stop changes nothing", () => {
  const { clock, typing, seen, start, names } = room7();
  typing.stop({ roomId: 7, userId: 2 });
  start(2);
  typing.stop({ roomId: 7, userId: 2 });
  assert.deepEqual([names(), seen.changes, clock.waiting], [[], 2, 0]);
});

test("clearing ends all typing and leaves no timer", () => {
  const { clock, typing, start, names } = room7();
  start(2);
  start(3);
  typing.clear();
  assert.deepEqual([names(), clock.waiting], [[], 0]);
});
