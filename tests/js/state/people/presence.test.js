import assert from "node:assert/strict";
import { test } from "node:test";
import { Presence } from "../../../../static/js/state/people/presence.js";

const online = (/** @type {number} */ userId) => ({
  userId,
  status: /** @type {const} */ ("online"),
  lastSeenAt: null,
});
const offline = (/** @type {number} */ userId) => ({ ...online(userId), status: /** @type {const} */ ("offline") });

function presenceHeard() {
  const presence = new Presence();
  /** @type {number[][]} */
  const changed = [];
  presence.on("change", ({ userIds }) => changed.push(userIds));
  return { presence, changed };
}

test("the presence of somebody without news is unknown", () => {
  assert.equal(new Presence().get(9), undefined);
});

test("the latest event counts", () => {
  const { presence, changed } = presenceHeard();
  presence.apply(offline(2));
  presence.apply(online(2));
  assert.deepEqual(presence.get(2), online(2));
  assert.deepEqual(changed, [[2], [2]]);
});

test("people who are not in the welcome become unknown", () => {
  const { presence, changed } = presenceHeard();
  presence.apply(online(2));
  presence.replaceAll([online(3)]);
  assert.deepEqual([presence.get(2), presence.get(3)?.status], [undefined, "online"]);
  assert.deepEqual(changed, [[2], [2, 3]]);
});

test("events about people who are not followed are ignored, and change nothing", () => {
  const { presence, changed } = presenceHeard();
  presence.follows = (userId) => userId === 2;
  presence.apply(online(2), online(3));
  presence.apply(online(3));
  assert.deepEqual([presence.get(2)?.status, presence.get(3)], ["online", undefined]);
  assert.deepEqual(changed, [[2]]);
});

test("people who are not followed any more are forgotten", () => {
  const { presence, changed } = presenceHeard();
  presence.apply(online(2), online(3));
  presence.follows = (userId) => userId === 2;
  presence.forgetOthers();
  assert.deepEqual(changed.at(-1), [3]);
  assert.deepEqual([presence.get(2)?.status, presence.get(3)], ["online", undefined]);
});
