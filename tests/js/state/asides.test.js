import assert from "node:assert/strict";
import { test } from "node:test";
import { isAside } from "../../../static/js/state/asides.js";

test("only what is in a thread and not shown in its room is aside", () => {
  assert.equal(isAside({ threadId: 5, inRoom: false }), true);
  assert.equal(isAside({ threadId: 5 }), true);
  assert.equal(isAside({ threadId: 5, inRoom: true }), false);
  assert.equal(isAside({ threadId: null, inRoom: true }), false);
  assert.equal(isAside({}), false);
});
