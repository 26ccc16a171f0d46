import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LongPollTransport } from "../../../../static/js/net/long_poll/long_poll_transport.js";
import { grace, message, room, welcome } from "../../support/cast.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeSite } from "../../support/site.js";

const WELCOME = welcome({ rooms: [room({ seq: 3, rev: 3, readSeq: 3 })] });
const LOST = {
  rooms: [room({ rev: 9 })],
  changes: { 7: { messages: [], rev: 9, more: false, reset: true } },
  gone: [],
};

function transportAt() {
  const site = new FakeSite();
  const transport = new LongPollTransport({ api: site.api, userId: 1, locks: null, clock: new FakeClock() });
  /** @type {any[]} */
  const frames = [];
  /** @type {string[]} */
  const heard = [];
  transport.on("open", () => heard.push("open"));
  transport.on("frame", (frame) => {
    frames.push(frame);
    heard.push(frame.type);
  });
  transport.on("close", ({ code }) => heard.push(`close ${code}`));
  const send = async (/** @type {any} */ envelope) => {
    transport.send(JSON.stringify(envelope));
    await settle();
  };
  transport.open();
  return { site, transport, frames, heard, send };
}

async function greeted() {
  const all = transportAt();
  await all.site.at("/welcome").answer(WELCOME);
  all.heard.length = all.frames.length = 0;
  return all;
}

describe("the beginning", () => {
  test("is a welcome, and a poll from its revs", async () => {
    const { site, frames, heard } = transportAt();
    await site.at("/welcome").answer(WELCOME);
    assert.deepEqual(heard, ["open", "welcome"]);
    assert.deepEqual(frames[0].data, WELCOME);
    assert.deepEqual(site.at("/events").body.rooms, { 7: [3, 3] });
  });

  test("that fails is a close with its reason", async () => {
    /** @type {[string, number, number][]} */
    const cases = [
      ["unauthenticated", 401, 4401],
      ["banned", 403, 4403],
      ["unavailable", 503, 1006],
    ];
    for (const [code, status, close] of cases) {
      const { site, heard } = transportAt();
      await site.at("/welcome").answer({ error: { code, message: "no" } }, status);
      assert.deepEqual(heard, [`close ${close}`]);
    }
    const { site, heard } = transportAt();
    await site.at("/welcome").fail();
    assert.deepEqual(heard, ["close 1006"]);
  });
});

describe("news", () => {
  test("become the events of a socket", async () => {
    const { site, heard } = await greeted();
    const changes = { 7: { messages: [message({ seq: 4 })], rev: 4, more: false, reset: false } };
    await site.at("/events").answer({ rooms: [room({ seq: 4, rev: 4 })], changes, gone: [] });
    assert.deepEqual(heard, ["room:updated", "chat:message"]);
    assert.deepEqual(site.at("/events").body.rooms["7"], [4, 0]);
  });

  test("of reminders continue from the delivered state, even after a new welcome", async () => {
    const { site, heard } = await greeted();
    assert.deepEqual(site.at("/events").body.later, {});
    const later = { scheduled: 0, refused: [], reminders: 0, due: [5] };
    await site.at("/events").answer({ rooms: [], changes: {}, gone: [], later: { ...later, notifications: [] } });
    await site.at("/events").answer(LOST);
    await site.at("/welcome").answer(welcome({ rooms: [room({ rev: 9 })], epoch: "epoch-2" }));
    assert.deepEqual(heard, ["later:changed", "welcome"]);
    assert.deepEqual(site.at("/events").body.later, later);
  });

  test("after too much was missed are a new welcome", async () => {
    const { site, heard } = await greeted();
    await site.at("/events").answer(LOST);
    await site.at("/welcome").answer(welcome({ rooms: [room({ rev: 9 })], epoch: "epoch-2" }));
    assert.deepEqual(heard, ["welcome"]);
    assert.deepEqual(site.at("/events").body.rooms, { 7: [9, 0] });
  });
});

describe("a command", () => {
  test("is a request, and its answer an ack", async () => {
    const { site, frames, send } = await greeted();
    await send({ type: "read", data: { roomId: 7, seq: 3 }, id: "c1" });
    await site.at("/rooms/7/read").answer({ readSeq: 3, unread: 0, mentions: 0 });
    assert.deepEqual(frames, [{ type: "ack", id: "c1", data: { success: true, readSeq: 3, unread: 0, mentions: 0 } }]);
  });

  test("that is refused is acknowledged as such", async () => {
    const { site, frames, send } = await greeted();
    const error = { code: "rate_limited", message: "Slow down", retryAfterMs: 900 };
    await send({ type: "chat:send", data: { roomId: 7, content: "x", clientId: "1" }, id: "c1" });
    await site.at("/rooms/7/messages").answer({ error }, 429);
    assert.deepEqual(frames, [{ type: "ack", id: "c1", data: { success: false, error } }]);
  });

  test("without an answer has no ack", async () => {
    const { site, frames, send } = await greeted();
    await send({ type: "chat:edit", data: { messageId: 3, content: "x" }, id: "c1" });
    await site.at("/messages/3").fail();
    assert.deepEqual(frames, []);
  });

  test("that changes something waits for the earlier ones, and a read does not", async () => {
    const { site, send } = await greeted();
    await send({ type: "chat:react", data: { messageId: 3, emoji: "x", on: true }, id: "c1" });
    await send({ type: "chat:delete", data: { messageId: 3 }, id: "c2" });
    await send({ type: "history", data: { roomId: 7 }, id: "c3" });
    const paths = () => site.open.map(({ path }) => path).filter((path) => path !== "/events");
    assert.deepEqual(paths(), ["/messages/3/reactions/x", "/rooms/7/messages?"]);
    await site.at("/messages/3/reactions/x").answer({ error: { code: "not_found", message: "no" } }, 404);
    assert.deepEqual(paths(), ["/rooms/7/messages?", "/messages/3"]);
  });

  test("about presence goes with the next poll, which begins immediately", async () => {
    const { site, frames, send } = await greeted();
    await send({ type: "presence", data: { status: "away" } });
    assert.equal(site.at("/events").body.status, "away");
    assert.deepEqual(frames, []);
  });

  test("about what the page watches goes with the next poll, and its ack names nobody", async () => {
    const { site, frames, send } = await greeted();
    const watch = { userIds: [2], roomId: 7 };
    await send({ type: "watch", data: watch, id: "c1" });
    assert.deepEqual(site.at("/events").body.watch, watch);
    assert.deepEqual(frames, [{ type: "ack", id: "c1", data: { success: true } }]);
  });

  test("about a watched room brings its count, which stays after later entries without it", async () => {
    const { site, frames, send } = await greeted();
    await send({ type: "watch", data: { userIds: [], roomId: 7 } });
    await site.at("/events").answer({ rooms: [], changes: {}, gone: [], people: [], online: 3 });
    const count = { type: "room:online", data: { roomId: 7, count: 3 } };
    assert.deepEqual(frames, [count]);
    await send({ type: "ping" });
    await site.at("/welcome").answer(welcome({ rooms: [room({ seq: 3, rev: 3, readSeq: 3, online: 0 })] }));
    assert.deepEqual(frames.slice(2, 3), [count]);
  });
});

describe("a ping", () => {
  test("looks for changes that no poll reports, and is answered", async () => {
    const { site, heard, send } = await greeted();
    await send({ type: "ping" });
    const person = { userId: 2, status: /** @type {const} */ ("online"), lastSeenAt: null };
    const entry = room({ seq: 3, rev: 3, readSeq: 3, notify: "none" });
    await site.at("/welcome").answer(welcome({ rooms: [entry], people: [person] }));
    assert.deepEqual(heard, ["room:updated", "presence", "pong"]);
  });

  test("ignores a room entry that may be outdated", async () => {
    const { site, heard, send } = await greeted();
    await send({ type: "ping" });
    await send({ type: "read", data: { roomId: 7, seq: 3, unread: true }, id: "c1" });
    await site.at("/rooms/7/read").answer({ readSeq: 3, unread: 0, mentions: 0 });
    await site.at("/welcome").answer(welcome({ rooms: [room({ seq: 3, rev: 3, readSeq: 1 })] }));
    assert.deepEqual(heard, ["ack", "pong"]);
  });

  test("restarts a poll that is behind", async () => {
    const { site, send } = await greeted();
    const before = site.at("/events");
    await send({ type: "ping" });
    await site.at("/welcome").answer(welcome({ rooms: [room({ seq: 4, rev: 4, readSeq: 3 })] }));
    await settle();
    assert.ok(site.at("/events") !== before);
    assert.deepEqual(site.at("/events").body.rooms, { 7: [3, 3] });
  });

  test("that finds another database or another user leads to a new welcome", async () => {
    for (const other of [{ epoch: "epoch-2" }, { user: { ...welcome().user, ...grace } }]) {
      const { site, heard, send } = await greeted();
      await send({ type: "ping" });
      await site.at("/welcome").answer(welcome(other));
      assert.deepEqual(heard, ["welcome", "pong"]);
    }
  });

  test("without an answer has no pong", async () => {
    const { site, heard, send } = await greeted();
    await send({ type: "ping" });
    await site.at("/welcome").fail();
    assert.deepEqual(heard, []);
    await send({ type: "ping" });
    assert.ok(site.waitsFor("/welcome"));
  });
});

describe("making way for a socket", () => {
  test("looks like a restart with an immediate slot", async () => {
    const { site, transport, frames, heard } = await greeted();
    transport.makeWay();
    await settle();
    assert.deepEqual(heard, ["server-shutdown", "close 1012"]);
    assert.deepEqual(frames[0].data, { retryAfterMs: 0 });
    assert.equal(site.open.length, 0);
  });

  test("waits for the commands on their way", async () => {
    const { site, transport, heard, send } = await greeted();
    await send({ type: "chat:edit", data: { messageId: 3, content: "x" }, id: "c1" });
    transport.makeWay();
    assert.deepEqual(heard, []);
    await site.at("/messages/3").answer(message({ seq: 3 }));
    assert.deepEqual(heard, ["ack", "server-shutdown", "close 1012"]);
  });
});

test("an ended login session closes the poll", async () => {
  const { site, heard } = await greeted();
  await site.at("/events").answer({ error: { code: "unauthenticated", message: "no" } }, 401);
  assert.deepEqual(heard, ["close 4401"]);
});

test("after close it emits nothing and sends nothing", async () => {
  const { site, transport, heard, send } = await greeted();
  await send({ type: "read", data: { roomId: 7, seq: 3 }, id: "c1" });
  await send({ type: "read", data: { roomId: 7, seq: 4 }, id: "c2" });
  transport.close();
  await settle();
  assert.ok(!site.waitsFor("/events"));
  await site.at("/rooms/7/read").answer({ readSeq: 3, unread: 0, mentions: 0 });
  assert.equal(site.open.length, 0);
  assert.deepEqual(heard, []);
});
