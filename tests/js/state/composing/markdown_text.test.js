import assert from "node:assert/strict";
import { test } from "node:test";
import {
  inFence,
  makeLink,
  toggleCode,
  toggleMark,
  togglePrefix,
} from "../../../../static/js/state/composing/markdown_text.js";

/**
 * @param {string} marked a text with its selection between two `|`
 * @param {(text: string, start: number, end: number) => import("../../../../static/js/state/composing/markdown_text.js").TextChange} format
 */
function formatted(marked, format) {
  const [before, selected, after] = marked.split("|");
  const text = before + selected + after;
  const { start, end, text: changed, select } = format(text, before.length, before.length + selected.length);
  const result = text.slice(0, start) + changed + text.slice(end);
  return `${result.slice(0, select[0])}|${result.slice(...select)}|${result.slice(select[1])}`;
}

test("marks are added around the selection without its outer spaces, and removed again", () => {
  const bold = (/** @type {string} */ text) => formatted(text, (...where) => toggleMark(...where, "**"));
  assert.equal(bold("a |word| b"), "a **|word|** b");
  assert.equal(bold("a| word |b"), "a **|word|** b");
  assert.equal(bold("a **|word|** b"), "a |word| b");
  assert.equal(bold("a |**word**| b"), "a |word| b");
  assert.equal(bold("a || b"), "a **||** b");
});

test("a prefix is added to each line of the selection, and removed if all lines have it", () => {
  const quote = (/** @type {string} */ text) => formatted(text, (...where) => togglePrefix(...where, "> "));
  assert.equal(quote("a\nb|\n|c"), "a\n> b\n> c||");
  assert.equal(quote("> a|\n|> b"), "a\nb||");
});

test("code is marked within a line, and a block for several lines", () => {
  assert.equal(formatted("a |b| c", toggleCode), "a `|b|` c");
  assert.equal(formatted("a |b\nc|", toggleCode), "a \n```\n|b\nc|\n```");
});

test("a link takes an address as its target and words as its text", () => {
  assert.equal(formatted("|word|", makeLink), "[word](|https://|)");
  assert.equal(formatted("|https://example.org|", makeLink), "[||](https://example.org)");
});

test("the caret is in a code block until the block is closed", () => {
  for (const [text, inside] of /** @type {[string, boolean][]} */ ([
    ["```", true],
    ["```js\nx", true],
    ["a\n~~~\nx", true],
    ["```\nx\n```", false],
    ["```\n~~~", true],
    ["````\n```", true],
    ["``", false],
    ["a ``` b", false],
    ["```one```", false],
  ]))
    assert.equal(inFence(text, text.length), inside, text);
  assert.equal(inFence("```\nx", 0), false);
});
