import assert from "node:assert/strict";
import { test } from "node:test";
import { quickEmoji } from "../../../../static/js/state/composing/quick_emoji.js";

test("recently used emoji take the last places, and the others do not move", () => {
  const plain = quickEmoji([]);
  assert.equal(plain.length, 7);
  assert.deepEqual(quickEmoji(["🐼", plain[0]]), [...plain.slice(0, 6), "🐼"]);
  assert.deepEqual(quickEmoji(["🐼", "🍚", "🍕", "🍜"]), [...plain.slice(0, 4), "🐼", "🍚", "🍕"]);
});
