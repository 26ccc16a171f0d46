import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keyAction } from "../../../../static/js/state/composing/composer_keys.js";

/** @param {Partial<KeyboardEvent>} key @param {{empty?: boolean, completing?: boolean, chosen?: boolean, fenced?: boolean}} [situation] */
function act(key, { empty = false, completing = false, chosen, fenced = false } = {}) {
  const plain = {
    key: "",
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    keyCode: 0,
  };
  return keyAction({ ...plain, ...key }, { empty, completing, chosen, fenced });
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

  test("while an input method composes, every key belongs to it", () => {
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

  test("an open list of completions gets the keys that move in it", () => {
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

  test("Enter sends while nothing of the list is chosen, and the other keys work in it", () => {
    const actions = ["Enter", "Tab", "ArrowDown", "Escape"].map((key) =>
      act({ key }, { completing: true, chosen: false }),
    );
    assert.deepEqual(actions, ["send", "complete", "nextCompletion", "closeCompletion"]);
  });

  test("Tab and Escape belong to the page when no list is open", () => {
    assert.deepEqual([act({ key: "Tab" }), act({ key: "Escape" })], [null, "cancel"]);
  });
});
