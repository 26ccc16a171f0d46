import assert from "node:assert/strict";
import { test } from "node:test";
import { clockOf, fileSize, kindOf, shownSize, wordsOf } from "../../../../static/js/state/files/attachments.js";

test("a picture fits into a box and is never enlarged", () => {
  const shown = (/** @type {number | null} */ width, /** @type {number | null} */ height) => {
    const size = shownSize({ width, height });
    return [size.width, size.height];
  };
  assert.deepEqual(shown(60, 40), [60, 40]);
  assert.deepEqual(shown(3_600, 2_400), [360, 240]);
  assert.deepEqual(shown(100, 2_800), [10, 280]);
  assert.deepEqual(shown(9_000, 1), [360, 1]);
  assert.deepEqual(shown(null, null), [360, 280]);
});

test("a size is short, and equal to the server's", () => {
  const sizes = [1, 1_023, 1_536, 1_572_864, 26_214_400];
  assert.deepEqual(sizes.map(fileSize), ["1 B", "1023 B", "2 KB", "1.5 MB", "25 MB"]);
});

test("a duration is minutes and seconds", () => {
  assert.deepEqual([5.9, 65].map(clockOf), ["0:05", "1:05"]);
});

test("each type is shown in one of four ways", () => {
  const types = ["image/png", "video/mp4", "audio/webm", "application/pdf"];
  assert.deepEqual(
    types.map((type) => kindOf({ type })),
    ["picture", "video", "audio", "file"],
  );
});

test("a message without text has the name of its first file", () => {
  assert.equal(wordsOf({ content: "hi", attachments: [{ name: "a.png" }] }), "hi");
  assert.equal(wordsOf({ content: "", attachments: [{ name: "a.png" }, { name: "b.png" }] }), "a.png");
  assert.equal(wordsOf({ content: "", attachments: [] }), "");
});

test("the words of a message hide its spoilers", () => {
  const words = (/** @type {string} */ content) => wordsOf({ content, attachments: [] });
  assert.equal(words("It was ||the butler|| and ||the\ncook||!"), "It was ▒▒▒ and ▒▒▒!");
  assert.deepEqual(["a || b || c", "||open", "||||"].map(words), ["a || b || c", "||open", "||||"]);
});
