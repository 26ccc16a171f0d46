import assert from "node:assert/strict";
import { test } from "node:test";
import { DirectPeers } from "../../../../static/js/state/people/direct_peers.js";
import { grace, li, room } from "../../support/cast.js";

const direct = (/** @type {number} */ id, /** @type {any} */ more) =>
  room({ id, kind: "direct", lastMessageAt: new Date(id * 1000).toISOString(), ...more });

/** Direct rooms with the peers 1001, 1002 … of which the last was used last. */
const many = (/** @type {number} */ count) =>
  Array.from({ length: count }, (_, index) => direct(index + 1, { peer: { ...grace, id: 1001 + index } }));

test("the other people of direct rooms are peers, and the members of other rooms are not", () => {
  const peers = new DirectPeers();
  peers.reset([direct(1, { peer: grace }), direct(2, { members: [li] }), room({ id: 3 })]);
  assert.deepEqual(
    [grace.id, li.id, 9].map((id) => peers.has(id)),
    [true, true, false],
  );
});

test("only the peers of the rooms that were used last count", () => {
  const peers = new DirectPeers();
  peers.reset(many(201));
  assert.deepEqual(
    [1001, 1002, 1201].map((id) => peers.has(id)),
    [false, true, true],
  );
});

test("the peer of a new room takes the place of the oldest, and a changed room changes nothing", () => {
  const peers = new DirectPeers();
  const rooms = many(200);
  peers.reset(rooms);
  peers.add(direct(300, { peer: grace }));
  assert.deepEqual(
    [grace.id, 1001, 1002].map((id) => peers.has(id)),
    [true, false, true],
  );
  peers.add(rooms[0]);
  peers.add(room({ id: 301 }));
  assert.deepEqual(
    [grace.id, 1001].map((id) => peers.has(id)),
    [true, false],
  );
});

test("the peers of rooms that began since the welcome are newcomers, the latest first", () => {
  const peers = new DirectPeers();
  peers.reset([direct(1, { peer: grace })]);
  for (const entry of many(40)) peers.add(entry);
  assert.deepEqual([peers.newcomers.length, peers.newcomers[0]], [20, 1040]);
  peers.reset([]);
  assert.deepEqual(peers.newcomers, []);
});

test("a welcome starts again", () => {
  const peers = new DirectPeers();
  peers.reset([direct(1, { peer: grace })]);
  peers.reset([direct(2, { peer: li })]);
  assert.deepEqual(
    [grace.id, li.id].map((id) => peers.has(id)),
    [false, true],
  );
});
