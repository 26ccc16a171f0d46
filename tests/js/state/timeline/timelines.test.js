import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AckTimeout, CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";
import { Timelines } from "../../../../static/js/state/timeline/timelines.js";
import { me, message, pending, room } from "../../support/cast.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeWire } from "../../support/wire.js";

/** Timelines before a server on which every room has messages 1 to 120, and rev 120. */
function timelinesWithServer() {
  const clock = new FakeClock();
  const wire = new FakeWire();
  const page = (/** @type {number} */ roomId, /** @type {number} */ from, /** @type {number} */ to) => ({
    messages: Array.from({ length: to - from + 1 }, (_, index) => message({ roomId, seq: from + index })),
    rev: 120,
    atStart: from === 1,
    atEnd: to === 120,
  });
  wire.answers.history = ({ roomId, before, after, around, limit }) => {
    if (around) return page(roomId, around - limit / 2, around + limit / 2);
    if (before) return page(roomId, Math.max(1, before - limit), before - 1);
    if (after) return page(roomId, after + 1, Math.min(120, after + limit));
    return page(roomId, 121 - limit, 120);
  };
  const timelines = new Timelines({
    userId: me.id,
    timeZone: "UTC",
    request: (type, data) => wire.request(type, data),
    online: () => wire.online,
    pendingFor: (roomId) => (roomId === 9 ? [pending("p", { roomId: 9 })] : []),
    clock,
  });
  return { clock, wire, timelines };
}

/** @param {import("../../../../static/js/state/timeline/timeline.js").Timeline | undefined} timeline */
const range = (timeline) => [timeline?.messages[0]?.seq, timeline?.messages.at(-1)?.seq];

describe("opening a room", () => {
  test("loads its newest messages, once", async () => {
    const { wire, timelines } = timelinesWithServer();
    const [timeline] = await Promise.all([timelines.open(7), timelines.open(7)]);
    await timelines.open(7);
    assert.deepEqual([range(timeline), wire.sentOf("history")], [[71, 120], [{ roomId: 7, limit: 50 }]]);
  });

  test("loads around a message, unless it is loaded", async () => {
    const { wire, timelines } = timelinesWithServer();
    await timelines.open(7);
    await timelines.open(7, 80);
    assert.equal(wire.sentOf("history").length, 1);
    assert.deepEqual(range(await timelines.open(7, 40)), [15, 65]);
    assert.deepEqual(range(await timelines.open(7)), [71, 120]);
  });

  test("shows its pending messages immediately", () => {
    const { timelines } = timelinesWithServer();
    timelines.open(9);
    assert.deepEqual(
      timelines
        .get(9)
        ?.rows()
        .map(({ key }) => key),
      ["day:2026-03-02", "p"],
    );
  });

  test("offline loads after the next welcome, around the same message", async () => {
    const { wire, timelines } = timelinesWithServer();
    const { history } = wire.answers;
    wire.online = false;
    wire.answers.history = () => {
      throw new ConnectionLost();
    };
    assert.equal((await timelines.open(7, 40)).loaded, false);
    wire.answers.history = history;
    wire.online = true;
    timelines.catchUp(() => room({ rev: 120 }), { epochChanged: false });
    await settle();
    assert.deepEqual(range(timelines.get(7)), [15, 65]);
  });

  test("is retried when the server was unavailable, not after a refusal", async () => {
    const { clock, wire, timelines } = timelinesWithServer();
    const { history } = wire.answers;
    wire.answers.history = () => {
      throw new AckTimeout();
    };
    await timelines.open(7);
    wire.answers.history = history;
    clock.advance(2_000);
    await settle();
    assert.ok(timelines.get(7)?.loaded);
    wire.answers.history = () => {
      throw new CommandError({ code: "not_a_member", message: "No" });
    };
    await assert.rejects(timelines.open(8), { code: "not_a_member" });
    assert.equal(clock.waiting, 0);
  });

  test("drops the least recently opened room beyond twenty", async () => {
    const { timelines } = timelinesWithServer();
    for (let roomId = 1; roomId <= 20; roomId += 1) await timelines.open(roomId);
    await timelines.open(1);
    await timelines.open(21);
    assert.deepEqual([timelines.get(2), timelines.get(1)?.roomId, timelines.get(21)?.roomId], [undefined, 1, 21]);
  });
});

describe("scrolling", () => {
  test("loads older pages until the start and newer ones until the end", async () => {
    const { wire, timelines } = timelinesWithServer();
    await timelines.open(7, 60);
    await Promise.all([timelines.loadOlder(7), timelines.loadOlder(7), timelines.loadNewer(7)]);
    assert.deepEqual(range(timelines.get(7)), [1, 120]);
    const asked = wire.sent.length;
    await Promise.all([timelines.loadOlder(7), timelines.loadNewer(7), timelines.loadOlder(99)]);
    assert.equal(wire.sent.length, asked);
  });

  test("does not add a page to another window", async () => {
    const { timelines } = timelinesWithServer();
    await timelines.open(7, 60);
    const older = timelines.loadOlder(7);
    timelines.get(7)?.applyHistory({ messages: [message({ seq: 120 })], rev: 120, atStart: false, atEnd: true });
    await older;
    assert.deepEqual(range(timelines.get(7)), [120, 120]);
  });
});

describe("catching up", () => {
  test("syncs only the rooms that are behind", async () => {
    const { wire, timelines } = timelinesWithServer();
    for (const roomId of [7, 8]) await timelines.open(roomId);
    wire.answers.sync = ({ rev }) =>
      rev === 120
        ? { messages: [message({ seq: 121 })], rev: 121, more: true, reset: false }
        : { messages: [message({ seq: 122 })], rev: 122, more: false, reset: false };
    /** @type {number[]} */
    const synced = [];
    timelines.on("synced", ({ messages }) => synced.push(...messages.map(({ seq }) => seq)));
    timelines.catchUp((id) => room({ id, rev: id === 7 ? 122 : 120 }), { epochChanged: false });
    await settle();
    assert.deepEqual(range(timelines.get(7)), [71, 122]);
    assert.deepEqual(
      wire.sentOf("sync").map(({ roomId, rev }) => [roomId, rev]),
      [
        [7, 120],
        [7, 121],
      ],
    );
    assert.deepEqual(synced, [121, 122]);
  });

  test("drops everything when the database is another one or older", async () => {
    for (const [rev, epochChanged] of /** @type {[number, boolean][]} */ ([
      [300, true],
      [90, false],
    ])) {
      const { wire, timelines } = timelinesWithServer();
      await timelines.open(7);
      wire.answers.history = () => ({ messages: [message({ seq: 1 })], rev, atStart: true, atEnd: true });
      timelines.catchUp(() => room({ rev }), { epochChanged });
      await settle();
      assert.deepEqual([range(timelines.get(7)), timelines.get(7)?.rev], [[1, 1], rev]);
    }
  });

  test("drops rooms that the user has left", async () => {
    const { timelines } = timelinesWithServer();
    await timelines.open(7);
    timelines.catchUp(() => undefined, { epochChanged: false });
    assert.equal(timelines.get(7), undefined);
  });

  test("is retried after the time that the server gives", async () => {
    const { clock, wire, timelines } = timelinesWithServer();
    await timelines.open(7);
    wire.answers.sync = () => {
      throw new CommandError({ code: "rate_limited", message: "Slow down", retryAfterMs: 700 });
    };
    timelines.catchUp(() => room({ rev: 121 }), { epochChanged: false });
    await settle();
    wire.answers.sync = () => ({ messages: [message({ seq: 121 })], rev: 121, more: false, reset: false });
    clock.advance(700);
    await settle();
    assert.equal(timelines.get(7)?.rev, 121);
  });

  test("reports a refusal", async () => {
    const { wire, timelines } = timelinesWithServer();
    await timelines.open(7);
    /** @type {string[]} */
    const errors = [];
    timelines.on("error", ({ code }) => errors.push(code));
    wire.answers.sync = () => {
      throw new CommandError({ code: "not_found", message: "No" });
    };
    timelines.catchUp(() => room({ rev: 121 }), { epochChanged: false });
    await settle();
    assert.deepEqual(errors, ["not_found"]);
  });
});

test("a gap in the events is filled by a sync", async () => {
  const { clock, wire, timelines } = timelinesWithServer();
  await timelines.open(7);
  wire.answers.sync = () => ({
    messages: [121, 122].map((seq) => message({ seq })),
    rev: 122,
    more: false,
    reset: false,
  });
  timelines.get(7)?.apply(message({ seq: 122 }));
  clock.advance(300);
  await settle();
  assert.deepEqual([range(timelines.get(7)), wire.sentOf("sync").length], [[71, 122], 1]);
});
