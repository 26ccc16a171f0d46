import assert from "node:assert/strict";
import { test } from "node:test";
import {
  commandAt,
  completed,
  emojiAt,
  roomAt,
  shortcodeAt,
} from "../../../../static/js/state/composing/completion.js";

const at = (/** @type {typeof roomAt} */ find, /** @type {string} */ text) => find(text, text.length)?.query ?? null;

test("a room begins at a # without a word before it", () => {
  assert.deepEqual([at(roomAt, "see #ge"), at(roomAt, "请看#产品"), at(roomAt, "#")], ["ge", "产品", ""]);
  for (const text of ["C#", "##a", "a/#b", "# a"]) assert.equal(at(roomAt, text), null, text);
});

test("an emoji needs two letters after its colon", () => {
  assert.deepEqual([at(emojiAt, ":ta"), at(emojiAt, "好 ：笑哭")], ["ta", "笑哭"]);
  for (const text of [":D", "12:30", "a:bc", "::ab", "http://ab"]) assert.equal(at(emojiAt, text), null, text);
});

test("a command is only at the beginning of the text", () => {
  assert.deepEqual([at(commandAt, "/"), at(commandAt, "/to")], ["", "to"]);
  for (const text of [" /to", "/to ", "//", "a /to"]) assert.equal(at(commandAt, text), null, text);
});

test("nothing is completed in a code block", () => {
  for (const find of [roomAt, emojiAt]) assert.equal(at(find, "```\n#ab"), null);
});

test("a completion leaves the caret after one space", () => {
  const token = { start: 3, query: "ge" };
  assert.deepEqual(completed("hi #ge", 6, token, "#general"), {
    start: 3,
    end: 6,
    text: "#general ",
    select: [12, 12],
  });
  assert.deepEqual(completed("hi #ge you", 6, token, "#general"), {
    start: 3,
    end: 6,
    text: "#general",
    select: [12, 12],
  });
});

test("a name of an emoji ends with its colon, outside code and times", () => {
  const query = (/** @type {string} */ text) => shortcodeAt(text, text.length)?.query;
  assert.deepEqual(["hi :tada:", "：微笑：", "`a` :x:"].map(query), ["tada", "微笑", "x"]);
  for (const text of [":tada", "12:30:", "a:b:", "`:tada:", "```\n:tada:", "\\:tada:", "::"])
    assert.equal(query(text), undefined);
});
