import assert from "node:assert/strict";
import { test } from "node:test";
import { isThreadOnly } from "../../../../static/js/state/messages/thread_only.js";

test("only a reply that is not shown in its room is thread-only", () => {
  assert.equal(isThreadOnly({ threadId: 5, inRoom: false }), true);
  assert.equal(isThreadOnly({ threadId: 5 }), true);
  assert.equal(isThreadOnly({ threadId: 5, inRoom: true }), false);
  assert.equal(isThreadOnly({ threadId: null, inRoom: true }), false);
  assert.equal(isThreadOnly({}), false);
});
