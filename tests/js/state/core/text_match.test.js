import assert from "node:assert/strict";
import { test } from "node:test";
import { fold } from "../../../../static/js/state/core/folding.js";
import { looseRank, matchRank, rankMatches } from "../../../../static/js/state/core/text_match.js";

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

for (const [query, text, rank] of /** @type {[string, string, number][]} */ ([
  ["saf", "Sofía", 4],
  ["sfia", "Sofía", 3],
  ["soffia", "Sofía", 4],
  ["sofai", "Sofía", 4],
  ["gnrl", "general", 3],
  ["tdz", "Team design zone", -1],
  ["tmdsg", "Team design", 3],
  ["garzia", "Sofía García", 4],
  ["lukaz", "Łukasz", 3],
  ["gereral", "general", 4],
  ["ofia", "Rolf Iago", -1],
  ["xofia", "Sofía", -1],
  ["sz", "Sofía", -1],
  ["s", "general", -1],
  ["gl", "go to the very long end of all", -1],
]))
  test(`"${query}" is like "${text}": ${rank}`, () => assert.equal(looseRank(fold(query), text), rank));

test("what is only like the query comes last, and only when it is asked for", () => {
  const names = ["Sofía", "Staff", "The safe", "Safari"];
  const textsOf = (/** @type {string} */ name) => [name];
  assert.deepEqual(rankMatches(names, "saf", textsOf, { loose: true }), ["Safari", "The safe", "Staff", "Sofía"]);
  assert.deepEqual(rankMatches(names, "saf", textsOf), ["Safari", "The safe"]);
});

test("words may come in any order, and a query of which no letter remains matches nothing", () => {
  const names = ["Sofía García", "Łódź office"];
  const textsOf = (/** @type {string} */ name) => [name];
  assert.deepEqual(rankMatches(names, "garcia sof", textsOf), ["Sofía García"]);
  assert.deepEqual(rankMatches(names, "office lodz", textsOf), ["Łódź office"]);
  for (const query of ["\u0301", "🏽"]) assert.deepEqual(rankMatches(names, query, textsOf), []);
});
