import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mentionAt, rankMentions } from "../../../../static/js/state/composing/mentions.js";
import { ada, grace, li } from "../../support/cast.js";

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

describe("candidates", () => {
  test("match by either name, the exact username first", () => {
    const adam = { id: 8, username: "adam", displayName: "Adam" };
    const names = (/** @type {string} */ query) =>
      rankMentions(query, [adam, ada, grace, li]).map(({ username }) => username);
    assert.deepEqual(names("ada"), ["ada", "adam"]);
    assert.deepEqual(names("hop"), ["grace"]);
    assert.deepEqual(names("李"), ["li.wei"]);
    assert.deepEqual(names("zz"), []);
  });

  test("are limited, and without a query keep their order", () => {
    assert.deepEqual(rankMentions("", [grace, ada, li], 2), [grace, ada]);
  });
});
