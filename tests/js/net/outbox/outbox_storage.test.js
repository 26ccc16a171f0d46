import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ForgivingStorage, IndexedDbOutboxStorage } from "../../../../static/js/net/outbox/outbox_storage.js";
import { fakeIndexedDb } from "../../support/indexed_db.js";
import { MapStorage } from "../../support/outbox.js";

/** @param {string} clientId @returns {import("../../../../static/js/types.js").PendingMessage} */
function pending(clientId, content = clientId) {
  const createdAt = "2026-03-02T09:00:00.000Z";
  return { clientId, roomId: 7, content, replyTo: null, createdAt, state: "pending", attempted: false };
}

const broken = {
  load: () => Promise.reject(new Error("blocked")),
  put: () => Promise.reject(new Error("full")),
  remove: () => Promise.reject(new Error("blocked")),
  has: () => Promise.reject(new Error("blocked")),
};

describe("IndexedDbOutboxStorage", () => {
  test("returns a stored message until it is removed", async () => {
    const storage = new IndexedDbOutboxStorage({ userId: 1, indexedDB: fakeIndexedDb() });
    await storage.put(pending("one"));
    await storage.put(pending("one", "changed"));
    await storage.put(pending("two"));
    await storage.remove("two");
    assert.deepEqual(await storage.load(), [pending("one", "changed")]);
    assert.deepEqual([await storage.has("one"), await storage.has("two")], [true, false]);
  });

  test("keeps the users of one browser apart", async () => {
    const indexedDB = fakeIndexedDb();
    await new IndexedDbOutboxStorage({ userId: 1, indexedDB }).put(pending("one"));
    assert.deepEqual(await new IndexedDbOutboxStorage({ userId: 2, indexedDB }).load(), []);
  });

  test("fails where there is no IndexedDB", async () => {
    await assert.rejects(new IndexedDbOutboxStorage({ userId: 1, indexedDB: undefined }).load());
  });
});

describe("ForgivingStorage", () => {
  test("uses a working storage", async () => {
    const inner = new MapStorage();
    const storage = new ForgivingStorage(inner);
    await storage.put(pending("one"));
    assert.equal(inner.kept.size, 1);
    assert.deepEqual(await storage.load(), [pending("one")]);
    await storage.remove("one");
    assert.equal(await storage.has("one"), false);
  });

  test("remembers messages that could not be stored", async () => {
    const storage = new ForgivingStorage(broken);
    await storage.put(pending("one"));
    assert.deepEqual(await storage.load(), [pending("one")]);
    assert.equal(await storage.has("one"), true);
    await storage.remove("one");
    assert.deepEqual(await storage.load(), []);
  });

  test("has messages that are still being written", async () => {
    const storage = new ForgivingStorage(new MapStorage());
    const put = storage.put(pending("one"));
    assert.equal(await storage.has("one"), true);
    await put;
  });

  test("takes a message for stored if that is unknown, because sending it twice does no harm", async () => {
    assert.equal(await new ForgivingStorage(broken).has("one"), true);
  });
});
