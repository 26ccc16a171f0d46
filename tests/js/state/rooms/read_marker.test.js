import assert from "node:assert/strict";
import { test } from "node:test";
import { ReadMarker } from "../../../../static/js/state/rooms/read_marker.js";
import { FakeClock, settle } from "../../support/clock.js";

/** A user who looks at room 7, of which 3 messages are read. */
function looking() {
  const clock = new FakeClock();
  /** @type {[number, number, boolean][]} */
  const sent = [];
  const server = { readSeq: 3, reachable: true };
  const marker = new ReadMarker({
    clock,
    readSeq: () => server.readSeq,
    send: async (roomId, seq, unread) => {
      sent.push([roomId, seq, unread]);
      if (!server.reachable) throw new Error("offline");
      server.readSeq = seq;
    },
  });
  marker.enter(7);
  marker.setAttention(true);
  return { clock, sent, server, marker };
}

test("messages in view at the end of the room are read after half a second, in one command", () => {
  const { clock, sent, marker } = looking();
  marker.show(5, true);
  clock.advance(300);
  marker.show(6, true);
  clock.advance(199);
  assert.deepEqual(sent, []);
  clock.advance(1);
  assert.deepEqual(sent, [[7, 6, false]]);
});

test("nothing is read until the window has the user's attention", () => {
  const { clock, sent, marker } = looking();
  marker.setAttention(false);
  marker.show(5, true);
  clock.advance(10_000);
  assert.deepEqual(sent, []);
  marker.setAttention(true);
  clock.advance(500);
  assert.deepEqual(sent, [[7, 5, false]]);
});

test("attention of less than half a second reads nothing", () => {
  const { clock, sent, marker } = looking();
  marker.show(5, true);
  marker.setAttention(false);
  clock.advance(10_000);
  assert.deepEqual(sent, []);
});

test("nothing is read while older messages are in view", () => {
  const { clock, sent, marker } = looking();
  marker.show(5, false);
  clock.advance(10_000);
  assert.deepEqual(sent, []);
});

test("the read marker only moves forward", () => {
  const { clock, sent, server, marker } = looking();
  server.readSeq = 9;
  marker.show(5, true);
  clock.advance(10_000);
  assert.deepEqual(sent, []);
});

test("leaving the room sends a waiting command immediately", () => {
  const { sent, marker } = looking();
  marker.show(5, true);
  marker.enter(8);
  assert.deepEqual(sent, [[7, 5, false]]);
});

test("messages marked as unread stay unread until the room is opened again", () => {
  const { clock, sent, server, marker } = looking();
  marker.show(5, true);
  marker.markUnread(7, 2);
  assert.deepEqual(sent, [[7, 1, true]]);
  marker.show(6, true);
  marker.setAttention(true);
  clock.advance(10_000);
  assert.equal(server.readSeq, 1);
  marker.enter(8);
  marker.enter(7);
  marker.show(6, true);
  clock.advance(500);
  assert.deepEqual(sent.at(-1), [7, 6, false]);
});

test("marking another room as unread does not hold the open one", () => {
  const { clock, sent, marker } = looking();
  marker.markUnread(9, 2);
  marker.show(5, true);
  clock.advance(500);
  assert.deepEqual(sent, [
    [9, 1, true],
    [7, 5, false],
  ]);
});

test("a read that failed offline is sent when the connection is back", async () => {
  const { clock, sent, server, marker } = looking();
  server.reachable = false;
  marker.show(5, true);
  clock.advance(500);
  await settle();
  server.reachable = true;
  marker.resume();
  clock.advance(500);
  await settle();
  assert.deepEqual([sent.length, server.readSeq], [2, 5]);
});

test("held messages stay unread until the room is opened again", () => {
  const { clock, sent, marker } = looking();
  marker.show(5, true);
  marker.hold();
  clock.advance(500);
  assert.deepEqual(sent, []);
  marker.enter(7);
  marker.show(5, true);
  clock.advance(500);
  assert.deepEqual(sent, [[7, 5, false]]);
});
