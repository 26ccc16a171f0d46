import assert from "node:assert/strict";
import { test } from "node:test";
import { findRooms, latestFirst } from "../../../../static/js/state/rooms/room_search.js";
import { li } from "../../support/cast.js";

const entries = /** @type {any[]} */ ([
  { id: 1, kind: "public", name: "Redesign" },
  { id: 2, kind: "public", name: "UI design" },
  { id: 3, kind: "public", name: "设计组" },
  { id: 4, kind: "public", name: "Design" },
  { id: 5, kind: "direct", name: "", peer: li },
  { id: 6, kind: "direct", name: "", peer: { id: 9, username: "sg", displayName: "Sofía García" } },
  { id: 7, kind: "public", name: "Łódź" },
]);
const found = (/** @type {string} */ text) => findRooms(entries, text).map(({ id }) => id);

test("rooms are found by name, and directs by their people, the best match first", () => {
  assert.deepEqual([found("des"), found("设计"), found("李"), found("wei")], [[4, 2, 1], [3], [5], [5]]);
  assert.deepEqual([found("zzz"), found("").length, found("???")], [[], entries.length, []]);
});

test("accents do not matter, and names that are only like the text are found too", () => {
  for (const text of ["sofia", "saf", "garc", "SOFÍA", "garcia sof"]) assert.deepEqual(found(text), [6], text);
  for (const text of ["lodz", "lodx", "ŁÓDŹ"]) assert.deepEqual(found(text), [7], text);
});

test("of equal matches the one with the latest message comes first", () => {
  const rooms = /** @type {any[]} */ ([
    { id: 1, kind: "public", name: "Tea", lastMessageAt: "2026-01-01T00:00:00Z" },
    { id: 2, kind: "public", name: "Team", lastMessageAt: "2026-01-03T00:00:00Z" },
    { id: 3, kind: "public", name: "Teak", lastMessageAt: null },
  ]);
  assert.deepEqual(
    findRooms(rooms, "te").map(({ id }) => id),
    [2, 1, 3],
  );
  assert.deepEqual(
    latestFirst(rooms).map(({ id }) => id),
    [2, 1, 3],
  );
});
