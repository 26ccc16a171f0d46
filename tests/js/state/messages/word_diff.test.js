import assert from "node:assert/strict";
import { test } from "node:test";
import { wordDiff } from "../../../../static/js/state/messages/word_diff.js";

/** @param {string} before @param {string} after */
const marked = (before, after) =>
  wordDiff(before, after)
    .map(({ kind, text }) => ({ same: text, added: `+${text}+`, removed: `-${text}-` })[kind])
    .join("");

for (const [before, after, expected] of [
  ["", "", ""],
  ["same", "same", "same"],
  ["see you at noon", "see you at one", "see you at -noon-+one+"],
  ["a b c", "a c", "a -b -c"],
  ["a c", "a b c", "a +b +c"],
  ["", "new", "+new+"],
  ["old", "", "-old-"],
  ["one two three", "one 2 three four", "one -two-+2+ three+ four+"],
  ["明天见", "后天见", "-明-+后+天见"],
  ["line\nnext", "line\n\nnext", "line-\n-+\n\n+next"],
])
  test(`${JSON.stringify(before)} became ${JSON.stringify(after)}`, () =>
    assert.equal(marked(before, after), expected));

test("both texts can be rebuilt from the pieces", () => {
  const before = "the quick brown fox, jumps over 上海 dogs";
  const after = "a quick red fox jumps over 北京's dogs!";
  const pieces = wordDiff(before, after);
  const without = (/** @type {string} */ left) =>
    pieces
      .filter(({ kind }) => kind !== left)
      .map(({ text }) => text)
      .join("");
  assert.deepEqual([without("added"), without("removed")], [before, after]);
});

test("very long texts are compared as a whole", () => {
  const long = (/** @type {string} */ word) => `${word} `.repeat(2_500);
  assert.deepEqual(
    wordDiff(`${long("a")}.`, `${long("b")}.`).map(({ kind }) => kind),
    ["removed", "added", "same"],
  );
});
