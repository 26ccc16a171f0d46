import assert from "node:assert/strict";
import { test } from "node:test";
import { Presence } from "../../../../static/js/state/people/presence.js";

test("an unknown person is offline", () => {
  assert.deepEqual(new Presence().get(9), { userId: 9, status: "offline", lastSeenAt: null });
});

test("the latest event counts, and `lastSeenAt` stays if the event has none", () => {
  const presence = new Presence();
  presence.apply({ userId: 2, status: "offline", lastSeenAt: "2026-03-02T09:00:00.000Z" });
  presence.apply({ userId: 2, status: "online", lastSeenAt: null });
  assert.deepEqual(presence.get(2), { userId: 2, status: "online", lastSeenAt: "2026-03-02T09:00:00.000Z" });
});

test("people who are not in the welcome are offline", () => {
  const presence = new Presence();
  presence.apply({ userId: 2, status: "online", lastSeenAt: null });
  /** @type {number[][]} */
  const changed = [];
  presence.on("change", ({ userIds }) => changed.push(userIds));
  presence.replaceAll([{ userId: 3, status: "away", lastSeenAt: null }]);
  assert.deepEqual([presence.get(2).status, presence.get(3).status], ["offline", "away"]);
  assert.deepEqual(changed, [[2, 3]]);
});
