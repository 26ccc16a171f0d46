import assert from "node:assert/strict";
import { test } from "node:test";
import { Timer } from "../../../../static/js/state/core/timer.js";
import { FakeClock } from "../../support/clock.js";

test("a timer calls once, a new start replaces the old, and a cleared timer never calls", () => {
  const clock = new FakeClock();
  const timer = new Timer(clock);
  /** @type {string[]} */
  const calls = [];
  timer.start(100, () => calls.push("first"));
  timer.start(200, () => calls.push("second"));
  assert.ok(timer.running);
  clock.advance(1_000);
  assert.deepEqual([calls, timer.running], [["second"], false]);
  timer.start(100, () => calls.push("third"));
  timer.clear();
  clock.advance(1_000);
  assert.deepEqual(calls, ["second"]);
});

test("a timer can be started again from its callback", () => {
  const clock = new FakeClock();
  const timer = new Timer(clock);
  let calls = 0;
  const again = () => {
    calls += 1;
    if (calls < 3) timer.start(10, again);
  };
  timer.start(10, again);
  clock.advance(100);
  assert.deepEqual([calls, timer.running], [3, false]);
});
