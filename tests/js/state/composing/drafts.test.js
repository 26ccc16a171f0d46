import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../../../static/js/state/composing/drafts.js";

function memory() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => void kept.set(key, text),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
  return { kept, storage };
}

test("a draft survives a reload, for its room and its user", () => {
  const { storage } = memory();
  new Drafts({ userId: 1, storage }).set(7, "half a sen");
  const reloaded = new Drafts({ userId: 1, storage });
  assert.deepEqual([reloaded.get(7), reloaded.get(8)], ["half a sen", ""]);
  assert.equal(new Drafts({ userId: 2, storage }).get(7), "");
});

test("a cleared or blank draft leaves nothing in storage", () => {
  const { kept, storage } = memory();
  const drafts = new Drafts({ userId: 1, storage });
  drafts.set(7, "text");
  drafts.set(7, " \n");
  drafts.set(8, "text");
  drafts.clear(8);
  assert.deepEqual([kept.size, drafts.get(7), drafts.get(8)], [0, "", ""]);
});

test("without storage a draft lasts as long as the page", () => {
  const refuse = () => {
    throw new Error("QuotaExceededError");
  };
  for (const storage of [{ getItem: refuse, setItem: refuse, removeItem: refuse }, null]) {
    const drafts = new Drafts({ userId: 1, storage });
    assert.equal(drafts.get(7), "");
    drafts.set(7, "text");
    assert.equal(drafts.get(7), "text");
    drafts.clear(7);
    assert.equal(drafts.get(7), "");
  }
});

test("a text that no longer fits into storage replaces the stored one on this page", () => {
  const { storage } = memory();
  const drafts = new Drafts({ userId: 1, storage });
  drafts.set(7, "short");
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  drafts.set(7, "short and long");
  assert.equal(drafts.get(7), "short and long");
});
