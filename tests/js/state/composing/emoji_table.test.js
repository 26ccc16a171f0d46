import assert from "node:assert/strict";
import { test } from "node:test";
import { EmojiTable } from "../../../../static/js/state/composing/emoji_table.js";

test("an emoji is found by any of its names, the exact one first", () => {
  const table = new EmojiTable({
    people: [
      ["😂", ["joy", "笑哭", "face_with_tears_of_joy"]],
      ["😄", ["smile", "笑"]],
    ],
    objects: [["🕹️", ["joystick"]]],
  });
  const found = (/** @type {string} */ query, limit = 8) => table.search(query, limit).map(({ emoji }) => emoji);
  assert.deepEqual(found("joy"), ["😂", "🕹️"]);
  assert.deepEqual(found("tears"), ["😂"]);
  assert.deepEqual(found("笑"), ["😄", "😂"]);
  assert.deepEqual([found("joy", 1), found("zz")], [["😂"], []]);
});

test("common emoji, which have more than the name of Unicode, come before others of the same rank", () => {
  const table = new EmojiTable({
    people: [
      ["😸", ["smiling_cat"]],
      ["😄", ["smile", "笑"]],
      ["😊", ["blush", "smiling_face"]],
    ],
  });
  assert.deepEqual(
    table.search("smil", 8).map(({ emoji }) => emoji),
    ["😄", "😊", "😸"],
  );
});

test("the groups keep the order of the server", () => {
  const table = new EmojiTable({ food: [["🍚", ["rice"]]], flags: [["🇨🇳", ["flag_cn"]]] });
  assert.deepEqual([...table.groups.keys()], ["food", "flags"]);
  assert.deepEqual(table.groups.get("food"), [{ emoji: "🍚", names: ["rice"] }]);
});
