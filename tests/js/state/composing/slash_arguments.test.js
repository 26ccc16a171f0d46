import assert from "node:assert/strict";
import { test } from "node:test";
import { parseReminder, toItalics } from "../../../../static/js/state/composing/slash_arguments.js";

test("the text of /me is in italics, even if it contains marks itself", () => {
  assert.equal(toItalics("waves"), "_waves_");
  assert.equal(toItalics("uses *snake_case*"), "*uses snake_case*");
  assert.equal(toItalics("one\n\ntwo"), "_one_\n\n_two_");
});

test("a reminder has a time and a text", () => {
  const now = new Date(2026, 2, 2, 9, 0);
  const read = (/** @type {string} */ text) => parseReminder(text, now);
  assert.deepEqual(read("20m drink tea"), { at: new Date(2026, 2, 2, 9, 20), text: "drink tea" });
  assert.deepEqual(read("in 2 h call"), { at: new Date(2026, 2, 2, 11, 0), text: "call" });
  assert.deepEqual(read("10分钟后喝茶"), { at: new Date(2026, 2, 2, 9, 10), text: "喝茶" });
  assert.deepEqual(read("14:30 call"), { at: new Date(2026, 2, 2, 14, 30), text: "call" });
  assert.deepEqual(read("8:15 run"), { at: new Date(2026, 2, 3, 8, 15), text: "run" });
  assert.deepEqual([read("20m"), read("drink tea"), read("25:00 x")], [null, null, null]);
});
