import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mentionAt } from "../../../../static/js/state/composing/mentions.js";

describe("the mention being typed", () => {
  test("begins at an @ without a word before it", () => {
    for (const [text, query] of /** @type {[string, string][]} */ ([
      ["@", ""],
      ["hi @gr", "gr"],
      ["(@gr", "gr"],
      ["hi\n@li.w", "li.w"],
      ["你好@李", "李"],
      ["你好＠李", "李"],
      ["こんにちは@ada", "ada"],
    ])) {
      assert.deepEqual(mentionAt(text, text.length), { start: text.search(/[@＠]/), query }, text);
    }
  });

  test("does not exist in an address, after a second @ or after a space", () => {
    for (const text of ["me@example", "é@gr", "7@gr", "_@gr", "@@gr", "x/@gr", "@grace ", "no", ""]) {
      assert.equal(mentionAt(text, text.length), null, text);
    }
  });

  test("ends at the caret", () => {
    assert.deepEqual(mentionAt("@grace hello", 3), { start: 0, query: "gr" });
    assert.equal(mentionAt("@grace hello", 9), null);
  });
});
