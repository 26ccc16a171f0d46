import assert from "node:assert/strict";
import { test } from "node:test";
import { SocketProbe } from "../../../../static/js/net/transport/socket_probe.js";
import { FakeClock } from "../../support/clock.js";
import { FakeTransport } from "../../support/transport.js";

function probing() {
  const clock = new FakeClock();
  const window = new EventTarget();
  /** @type {FakeTransport[]} */
  const sockets = [];
  const createSocket = () => sockets[sockets.push(new FakeTransport()) - 1];
  const probe = new SocketProbe({ createSocket, after: () => 40_000, clock, window });
  let passed = 0;
  probe.start(() => void passed++);
  return { clock, window, sockets, probe, passed: () => passed };
}

test("a socket is tried after the wait, and a welcome ends the probe", () => {
  const { clock, sockets, passed } = probing();
  clock.advance(39_999);
  assert.equal(sockets.length, 0);
  clock.advance(1);
  assert.ok(sockets[0].opened);
  sockets[0].emit("open", undefined);
  assert.equal(passed(), 0);
  sockets[0].receive("welcome");
  assert.equal(passed(), 1);
  assert.ok(sockets[0].closed);
  assert.equal(clock.waiting, 0);
});

test("a refused or silent socket is followed by another one", () => {
  const { clock, sockets, passed } = probing();
  clock.advance(40_000);
  sockets[0].end(1006);
  clock.advance(40_000);
  assert.equal(sockets.length, 2);
  sockets[1].emit("open", undefined);
  clock.advance(8_000);
  assert.ok(sockets[1].closed);
  clock.advance(40_000);
  assert.equal(sockets.length, 3);
  assert.equal(passed(), 0);
});

test("a change of the network is a reason to try a socket immediately", () => {
  const { window, sockets } = probing();
  window.dispatchEvent(new Event("online"));
  assert.equal(sockets.length, 1);
  window.dispatchEvent(new Event("online"));
  assert.ok(sockets[0].closed);
  assert.equal(sockets.length, 2);
});

test("an unwanted probe ends", () => {
  const { clock, sockets, probe } = probing();
  probe.start(
    () => {},
    () => false,
  );
  clock.advance(40_000);
  assert.deepEqual([sockets.length, clock.waiting], [0, 0]);
});

test("a stopped probe tries nothing and reports nothing", () => {
  const { clock, window, sockets, probe, passed } = probing();
  window.dispatchEvent(new Event("online"));
  probe.stop();
  assert.ok(sockets[0].closed);
  window.dispatchEvent(new Event("online"));
  clock.advance(100_000);
  assert.deepEqual([sockets.length, passed(), clock.waiting], [1, 0, 0]);
});
