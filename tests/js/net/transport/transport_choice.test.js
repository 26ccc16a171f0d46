import assert from "node:assert/strict";
import { test } from "node:test";
import { SWALLOWED_AFTER_MS, TransportChoice } from "../../../../static/js/net/transport/transport_choice.js";

test("sockets come first, and stay while they work", () => {
  const choice = new TransportChoice();
  assert.equal(choice.kind, "socket");
  choice.passed();
  assert.equal(choice.kind, "socket");
});

test("two refused attempts in a row lead to a poll, and one does not", () => {
  const choice = new TransportChoice();
  choice.blocked(5);
  assert.equal(choice.kind, "socket");
  choice.blocked(5);
  assert.equal(choice.kind, "poll");
});

test("one attempt without any answer is enough", () => {
  const choice = new TransportChoice();
  choice.blocked(SWALLOWED_AFTER_MS);
  assert.equal(choice.kind, "poll");
});

test("a working socket resets the count of refused ones", () => {
  const choice = new TransportChoice();
  choice.blocked(5);
  choice.passed();
  choice.blocked(5);
  assert.equal(choice.kind, "socket");
});

test("a working socket ends the polling", () => {
  const choice = new TransportChoice();
  choice.blocked(SWALLOWED_AFTER_MS);
  choice.passed();
  assert.equal(choice.kind, "socket");
  choice.blocked(5);
  assert.equal(choice.kind, "socket");
});

test("after a failed poll sockets are tried again, until the first blocked one", () => {
  const choice = new TransportChoice();
  choice.blocked(SWALLOWED_AFTER_MS);
  choice.pollFailed();
  assert.equal(choice.kind, "socket");
  choice.blocked(5);
  assert.equal(choice.kind, "poll");
});

test("a socket is tried every 30 to 60 seconds", () => {
  const choice = new TransportChoice();
  assert.deepEqual(
    [choice.probeAfter(() => 0), choice.probeAfter(() => 0.5), choice.probeAfter(() => 1)],
    [30_000, 45_000, 60_000],
  );
});
