import assert from "node:assert/strict";
import { test } from "node:test";
import { OutboxQueue } from "../../../../static/js/net/outbox/outbox_queue.js";
import { OutboxSender } from "../../../../static/js/net/outbox/outbox_sender.js";
import { pending } from "../../support/cast.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeConnection, FakeServer, MapStorage } from "../../support/outbox.js";

/** @param {...string} contents what waits in room 7 */
async function sending(...contents) {
  const clock = new FakeClock();
  const server = new FakeServer();
  const connection = new FakeConnection(server);
  connection.online = true;
  const queue = new OutboxQueue({ storage: new MapStorage(), channel: null });
  for (const content of contents) await queue.put(pending(content));
  /** @type {string[]} */
  const locked = [];
  const withLock = async (/** @type {string} */ name, /** @type {() => Promise<void>} */ work) => {
    locked.push(name);
    await work();
  };
  return {
    clock,
    server,
    connection,
    queue,
    locked,
    sender: new OutboxSender({ queue, connection, withLock, clock, random: () => 1 }),
  };
}

test("a room is sent under its lock, which is not requested when nothing can be sent", async () => {
  const { connection, locked, sender } = await sending("a", "b");
  await sender.drain(8);
  connection.online = false;
  await sender.drain(7);
  assert.deepEqual(locked, []);
  connection.online = true;
  await sender.drain(7);
  assert.deepEqual(locked, ["7"]);
});

test("a message waits for the ack of the one before", async () => {
  const { connection, queue, sender } = await sending("a", "b");
  connection.request = () => new Promise((_resolve) => {});
  sender.drain(7);
  sender.drain(7);
  await settle();
  assert.deepEqual(
    queue.inRoom(7).map(({ state }) => state),
    ["sending", "pending"],
  );
});

test("the lock is released during the wait after a refusal", async () => {
  const { clock, server, locked, sender } = await sending("a");
  server.moods = [{ code: "slow_mode", message: "", retryAfterMs: 1_000 }];
  await sender.drain(7);
  await sender.drain(7);
  assert.deepEqual([locked, server.contents], [["7"], []]);
  clock.advance(1_000);
  await settle();
  assert.deepEqual([locked, server.contents], [["7", "7"], ["a"]]);
});

test("a new connection ends the waits of the old one", async () => {
  const { clock, server, sender } = await sending("a");
  server.moods = [{ code: "unavailable", message: "" }];
  await sender.drain(7);
  sender.reset();
  assert.equal(clock.waiting, 0);
  await sender.drain(7);
  assert.deepEqual(server.contents, ["a"]);
});

test("a message counts as attempted only if the server may have stored it", async () => {
  for (const [mood, attempted] of /** @type {[FakeServer["moods"][0], boolean][]} */ ([
    ["lose", true],
    [{ code: "unavailable", message: "" }, true],
    [{ code: "rate_limited", message: "", retryAfterMs: 1 }, false],
    [{ code: "muted", message: "" }, false],
  ])) {
    const { server, queue, sender } = await sending("a");
    server.moods = [mood];
    await sender.drain(7);
    assert.equal(queue.get("a")?.attempted, attempted, JSON.stringify(mood));
  }
});

test("a refused lock does not stop a room", async () => {
  const { queue, server, sender } = await sending("a");
  sender.withLock = async () => {
    throw new DOMException("No locks here", "SecurityError");
  };
  await sender.drain(7);
  await queue.put(pending("b"));
  await sender.drain(7);
  assert.deepEqual(server.contents, ["a", "b"]);
});

test("a storage that fails does not stop a room", async () => {
  const { clock, queue, server, sender } = await sending("a");
  const { isStored } = queue;
  queue.isStored = async () => {
    throw new Error("storage");
  };
  await sender.drain(7);
  queue.isStored = isStored;
  clock.advance(1_000);
  await settle();
  assert.deepEqual(server.contents, ["a"]);
});
