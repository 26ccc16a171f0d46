import assert from "node:assert/strict";
import { test } from "node:test";
import { SavedMessages } from "../../../../static/js/state/messages/saved_messages.js";

test("the ids are loaded once, follow events, and are loaded again after a new connection", async () => {
  let asked = 0;
  const saved = new SavedMessages(async () => ({ messageIds: [[5], [6]][asked++] }));
  assert.deepEqual([await saved.has(5), await saved.has(6), asked], [true, false, 1]);
  await saved.apply({ messageId: 6, on: true });
  await saved.apply({ messageId: 5, on: false });
  assert.deepEqual([await saved.has(5), await saved.has(6), asked], [false, true, 1]);
  saved.forget();
  assert.deepEqual([await saved.has(5), await saved.has(6), asked], [false, true, 2]);
});

test("a failed request is repeated", async () => {
  let fails = true;
  const saved = new SavedMessages(async () => {
    if (fails) throw new Error("no answer");
    return { messageIds: [5] };
  });
  await assert.rejects(saved.has(5));
  fails = false;
  assert.equal(await saved.has(5), true);
});
