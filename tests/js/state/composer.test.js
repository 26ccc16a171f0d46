import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keyAction, mentionAt, rankMentions } from "../../../static/js/state/composer.js";
import { ada, grace, li } from "../support/cast.js";

/** @param {Partial<KeyboardEvent>} key @param {{empty?: boolean, completing?: boolean, fenced?: boolean}} [situation] */
function act(key, { empty = false, completing = false, fenced = false } = {}) {
  const plain = {
    key: "",
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    keyCode: 0,
  };
  return keyAction({ ...plain, ...key }, { empty, completing, fenced });
}

describe("keys", () => {
  test("Enter sends, Shift+Enter breaks the line, Ctrl and Cmd+Enter send too", () => {
    assert.equal(act({ key: "Enter" }), "send");
    assert.equal(act({ key: "Enter", shiftKey: true }), null);
    assert.deepEqual([act({ key: "Enter", ctrlKey: true }), act({ key: "Enter", metaKey: true })], ["send", "send"]);
  });

  test("in an open code block Enter breaks the line, and Ctrl+Enter sends", () => {
    assert.equal(act({ key: "Enter" }, { fenced: true }), null);
    assert.equal(act({ key: "Enter", ctrlKey: true }, { fenced: true }), "send");
  });

  test("while an input method composes, every key is its own", () => {
    for (const key of ["Enter", "ArrowUp", "Escape", "Tab"]) {
      for (const completing of [true, false]) {
        assert.equal(act({ key, isComposing: true }, { empty: true, completing }), null);
        assert.equal(act({ key, keyCode: 229 }, { empty: true, completing }), null);
      }
    }
  });

  test("ArrowUp edits the last message only from an empty composer", () => {
    assert.equal(act({ key: "ArrowUp" }, { empty: true }), "editLast");
    assert.equal(act({ key: "ArrowUp" }), null);
    assert.equal(act({ key: "ArrowUp", altKey: true }, { empty: true }), null);
  });

  test("an open list of mentions gets the keys that move in it", () => {
    const actions = ["Enter", "Tab", "ArrowDown", "ArrowUp", "Escape", "a"].map((key) =>
      act({ key }, { completing: true }),
    );
    assert.deepEqual(actions, [
      "complete",
      "complete",
      "nextCompletion",
      "previousCompletion",
      "closeCompletion",
      null,
    ]);
  });

  test("Tab and Escape are the page's where no list is open", () => {
    assert.deepEqual([act({ key: "Tab" }), act({ key: "Escape" })], [null, "cancel"]);
  });
});

describe("the mention being typed", () => {
  test("begins at an @ that no word stands before", () => {
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

  test("is none in an address, after a second @ or behind a space", () => {
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

  test("are at most as many as asked for, and with nothing typed those given first", () => {
    assert.deepEqual(rankMentions("", [grace, ada, li], 2), [grace, ada]);
  });
});
