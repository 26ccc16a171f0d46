import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesAfter } from "../../../../static/js/state/messages/poll_votes.js";

/** @param {boolean} multiple @param {number[]} mine */
const poll = (multiple, ...mine) => ({
  question: "Tea?",
  options: [0, 1, 2].map((place) => ({ text: String(place), userIds: mine.includes(place) ? [8, 7] : [8] })),
  multiple,
  closedAt: null,
});

test("another choice replaces the one before", () => assert.deepEqual(choicesAfter(poll(false, 0), 7, 2), [2]));
test("the same choice again removes it", () => assert.deepEqual(choicesAfter(poll(false, 2), 7, 2), []));
test("a poll with several choices adds one", () => assert.deepEqual(choicesAfter(poll(true, 2), 7, 0), [0, 2]));
test("a poll with several choices removes one", () => assert.deepEqual(choicesAfter(poll(true, 0, 2), 7, 0), [2]));
