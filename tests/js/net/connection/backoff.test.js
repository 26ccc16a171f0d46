import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../../../static/js/net/connection/backoff.js";

test("the ceiling starts at half a second, rises, and ends at thirty seconds", () => {
  const backoff = new Backoff({ random: () => 1 });
  const waits = Array.from({ length: 20 }, () => backoff.next());
  assert.equal(waits[0], 500);
  assert.ok(waits.slice(0, 10).every((wait, index) => wait < waits[index + 1]));
  assert.equal(waits.at(-1), 30_000);
});

test("the jitter is full, so any wait down to zero is possible", () => {
  const backoff = new Backoff({ random: () => 0 });
  assert.deepEqual([backoff.next(), backoff.next()], [0, 0]);
});

test("a reset starts from the first ceiling", () => {
  const backoff = new Backoff({ random: () => 1 });
  for (let attempt = 0; attempt < 5; attempt += 1) backoff.next();
  backoff.reset();
  assert.equal(backoff.next(), 500);
});
