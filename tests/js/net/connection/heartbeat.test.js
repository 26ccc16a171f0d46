import assert from "node:assert/strict";
import { test } from "node:test";
import { Heartbeat } from "../../../../static/js/net/connection/heartbeat.js";
import { FakeClock } from "../../support/clock.js";

function beating() {
  const clock = new FakeClock();
  const seen = { pings: 0, deaths: 0 };
  const heartbeat = new Heartbeat({ clock, ping: () => void seen.pings++, dead: () => void seen.deaths++ });
  heartbeat.start(25_000);
  return { clock, seen, heartbeat };
}

test("pings at every interval", () => {
  const { clock, seen, heartbeat } = beating();
  for (let beat = 0; beat < 3; beat += 1) {
    clock.advance(25_000);
    heartbeat.frameReceived();
  }
  assert.deepEqual(seen, { pings: 3, deaths: 0 });
});

test("ten seconds without a frame after a ping report a dead connection, once", () => {
  const { clock, seen } = beating();
  clock.advance(34_999);
  assert.equal(seen.deaths, 0);
  clock.advance(1);
  assert.equal(seen.deaths, 1);
  clock.advance(100_000);
  assert.deepEqual(seen, { pings: 1, deaths: 1 });
});

test("any frame after the ping keeps the connection alive", () => {
  const { clock, seen, heartbeat } = beating();
  clock.advance(30_000);
  heartbeat.frameReceived();
  clock.advance(19_999);
  assert.equal(seen.deaths, 0);
});

test("a check pings immediately, and a second one does not extend the deadline", () => {
  const { clock, seen, heartbeat } = beating();
  heartbeat.check();
  clock.advance(9_000);
  heartbeat.check();
  assert.equal(seen.pings, 2);
  clock.advance(1_000);
  assert.equal(seen.deaths, 1);
});

test("stopping leaves no timer", () => {
  const { clock, heartbeat } = beating();
  heartbeat.check();
  heartbeat.stop();
  assert.equal(clock.waiting, 0);
});
