import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, matchRank, rankMatches } from "../../../../static/js/state/core/text_match.js";

test("case, accents and width do not matter", () => {
  assert.deepEqual(["Ärger", "ＡＤＡ", " Café "].map(fold), ["arger", "ada", "cafe"]);
});

test("the beginning is better than a word's beginning, that better than the middle", () => {
  assert.deepEqual(
    ["Design", "UI design", "Redesign", "Random"].map((text) => matchRank("des", text)),
    [0, 1, 2, -1],
  );
});

test("anything but letters and digits separates words", () => {
  assert.deepEqual(
    ["team-design", "team_design", "team.design"].map((text) => matchRank("des", text)),
    [1, 1, 1],
  );
});

test("Chinese text is found at any position", () => {
  assert.deepEqual(
    ["设计组", "产品设计", "随便聊聊"].map((text) => matchRank("设计", text)),
    [0, 2, -1],
  );
});

test("an item's best text counts, equal ranks keep their order, and an empty query keeps all", () => {
  const items = [["x", "ada"], ["ada l"], ["yada"]];
  const ranked = (/** @type {string} */ query) => rankMatches(items, query, (texts) => texts);
  assert.deepEqual(ranked("Ada"), [["x", "ada"], ["ada l"], ["yada"]]);
  assert.deepEqual(ranked("l"), [["ada l"]]);
  assert.deepEqual(ranked(""), items);
});
