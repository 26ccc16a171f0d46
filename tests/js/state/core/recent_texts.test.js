import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentTexts } from "../../../../static/js/state/core/recent_texts.js";

/** @returns {any} what a page's storage is to us */
function mapStorage() {
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => kept.set(key, text),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  };
}

test("the latest texts are kept, each once, the newest first", () => {
  const storage = mapStorage();
  const recent = new RecentTexts({ key: "searches:1", most: 6, storage });
  for (const text of ["a", "b", "c", "d", "e", "f", "g", " c ", " "]) recent.add(text);
  assert.deepEqual(recent.all, ["c", "g", "f", "e", "d", "b"]);
  assert.deepEqual(new RecentTexts({ key: "searches:1", most: 6, storage }).all, recent.all);
  assert.deepEqual(new RecentTexts({ key: "searches:2", most: 6, storage }).all, []);
});

test("the texts can be cleared", () => {
  const storage = mapStorage();
  const recent = new RecentTexts({ key: "searches:1", most: 6, storage });
  recent.add("tea");
  recent.clear();
  assert.deepEqual([recent.all, new RecentTexts({ key: "searches:1", most: 6, storage }).all], [[], []]);
});

test("a missing or broken storage is ignored", () => {
  const storage = mapStorage();
  storage.setItem("searches:1", '{"no": "list"}');
  assert.deepEqual(new RecentTexts({ key: "searches:1", most: 6, storage }).all, []);
  const refusing = /** @type {any} */ ({
    getItem: () => "[",
    setItem: () => {
      throw new Error("full");
    },
  });
  for (const each of [refusing, null]) {
    const recent = new RecentTexts({ key: "searches:1", most: 6, storage: each });
    recent.add("tea");
    assert.deepEqual(recent.all, ["tea"]);
  }
});
