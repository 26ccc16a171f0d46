import assert from "node:assert/strict";
import { test } from "node:test";

import { Moderation } from "../../../../static/js/state/moderation/moderation.js";
import { room } from "../../support/cast.js";

const NOON = Date.parse("2030-01-01T12:00:00Z");
const LATER = "2030-01-01T13:00:00.000Z";
const MUTE = { actionId: 1, kind: /** @type {const} */ ("mute"), reason: "Spam", until: LATER, appealable: true };

test("nothing restricts a member at first", () => {
  assert.equal(new Moderation().restriction(room({ id: 7 }), NOON), null);
});

test("a mute in the room ends by itself", () => {
  const moderation = new Moderation();
  const entry = room({ id: 7, mutedUntil: LATER });
  moderation.apply({ ...MUTE, roomId: 7 });
  assert.deepEqual(moderation.restriction(entry, NOON), { kind: "muted", until: LATER, reason: "Spam" });
  assert.equal(moderation.restriction(entry, Date.parse(LATER)), null);
});

test("a mute everywhere holds in all rooms until it is undone", () => {
  const moderation = new Moderation();
  let changes = 0;
  moderation.on("change", () => changes++);
  moderation.apply({ ...MUTE, until: null });
  assert.deepEqual(moderation.restriction(room({ id: 7 }), NOON), { kind: "muted", until: null, reason: "Spam" });
  moderation.apply({ ...MUTE, until: null, undoneAt: LATER });
  assert.equal(moderation.restriction(room({ id: 7 }), NOON), null);
  assert.equal(changes, 2);
});

test("of two mutes the longer one is shown", () => {
  const moderation = new Moderation();
  moderation.setUser({ mutedUntil: null });
  const restriction = moderation.restriction(room({ id: 7, mutedUntil: LATER }), NOON);
  assert.deepEqual(restriction, { kind: "muted", until: null, reason: "" });
});

test("the record gives the reasons that no event has told", () => {
  const moderation = new Moderation();
  const action = { kind: "mute", roomId: 7, undoneAt: null };
  moderation.addReasons({
    actions: [
      { ...action, reason: "New" },
      { ...action, reason: "Old" },
    ],
  });
  const restriction = moderation.restriction(room({ id: 7, mutedUntil: LATER }), NOON);
  assert.deepEqual(restriction, { kind: "muted", until: LATER, reason: "New" });
});

test("only moderators write in a read-only room", () => {
  const moderation = new Moderation();
  assert.deepEqual(moderation.restriction(room({ id: 7, readOnly: true }), NOON), { kind: "read_only" });
  assert.equal(moderation.restriction(room({ id: 7, readOnly: true, role: "moderator" }), NOON), null);
});

test("slow mode makes a member wait after a message, and no moderator", () => {
  const moderation = new Moderation();
  const entry = room({ id: 7, slowSeconds: 30 });
  assert.equal(moderation.wait(entry, NOON), 0);
  moderation.noteSent(7, NOON);
  assert.equal(moderation.wait(entry, NOON + 10_000), 20_000);
  assert.equal(moderation.wait(entry, NOON + 40_000), 0);
  assert.equal(moderation.wait({ ...entry, role: "owner" }, NOON), 0);
  assert.equal(moderation.wait({ ...entry, slowSeconds: 0 }, NOON), 0);
});
