import assert from "node:assert/strict";
import { test } from "node:test";
import { calling, isLoud, layOut, newSidebar } from "../../../../static/js/state/rooms/sidebar_layout.js";
import { room } from "../../support/cast.js";

/** More cases, which the server shares, are in tests/fixtures/rows/sidebar_sections.json. */

test("every unread message of an unmuted conversation calls the user", () => {
  const talk = room({ kind: "direct", unread: 3, mentions: 1 });
  assert.deepEqual([calling(talk), calling({ ...talk, notify: "none" }), calling(room({ unread: 3 }))], [3, 1, 0]);
});

test("a muted room is loud only where it calls the user", () => {
  const muted = room({ notify: "none", unread: 5 });
  assert.deepEqual(
    [isLoud(muted), isLoud({ ...muted, mentions: 1 }), isLoud(room({ unread: 1 }))],
    [false, true, true],
  );
});

test("a room of an unknown section is in the usual one", () => {
  const sorted = { rooms: [room({ id: 1, section: 5 })], directs: [room({ id: 2, kind: "direct", section: 5 })] };
  const shown = layOut(sorted, newSidebar(), 1).map(({ key, entries }) => [key, entries.map(({ id }) => id)]);
  assert.deepEqual(shown, [
    ["favourites", []],
    ["conversations", [2]],
    ["rooms", [1]],
  ]);
});
