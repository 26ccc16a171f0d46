import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { grace, invited, li, me, message, room } from "../../support/cast.js";
import { settle } from "../../support/clock.js";
import { welcomedStore } from "../../support/store.js";

describe("a new message", () => {
  test("shows in the open room, counts in the sidebar, ends its author's typing and is emitted", async () => {
    const { wire, store, heard, listen, rows } = welcomedStore();
    await store.openRoom(7);
    wire.says("typing:user", { roomId: 7, userId: grace.id, username: "grace" });
    listen("message", "rooms", "timeline:7", "typing:7");
    wire.says("chat:message", message({ seq: 4, mentions: [me.id] }));
    assert.deepEqual(rows(), ["text 1", "text 2", "text 3", "text 4"]);
    assert.deepEqual([store.rooms.get(7)?.unread, store.rooms.get(7)?.mentions], [1, 1]);
    assert.deepEqual(store.typing.usernames(7), []);
    assert.deepEqual(heard.sort(), ["message", "rooms", "timeline:7", "typing:7"]);
  });

  test("counts in a room that is not loaded", () => {
    const { wire, store } = welcomedStore();
    wire.says("chat:message", message({ seq: 1, roomId: 8 }));
    assert.deepEqual([store.rooms.get(8)?.unread, store.timelines.get(8)], [1, undefined]);
  });

  test("of the user replaces its pending row, even before the ack", async () => {
    const { wire, outbox, store, rows } = welcomedStore();
    await store.openRoom(7);
    const { clientId } = store.send(7, "mine");
    await settle();
    assert.deepEqual(rows().at(-1), "mine sending");
    wire.says("chat:message", message({ seq: 4, author: me, clientId, content: "mine" }));
    assert.deepEqual([rows().slice(-2), outbox.pendingFor(7)], [["text 3", "mine"], []]);
  });

  test("of the user that is early keeps its row until the gap closes", async () => {
    const { wire, outbox, store, rows } = welcomedStore();
    await store.openRoom(7);
    const { clientId } = store.send(7, "mine");
    await settle();
    wire.says("chat:message", message({ seq: 5, author: me, clientId, content: "mine" }));
    assert.deepEqual([rows().at(-1), outbox.pendingFor(7)], ["mine sent", []]);
    wire.says("chat:message", message({ seq: 4 }));
    assert.deepEqual(rows().slice(-2), ["text 4", "mine"]);
  });

  test("of someone else with the client id of a pending one does not confirm it", async () => {
    const { wire, outbox, store } = welcomedStore();
    const { clientId } = store.send(7, "mine");
    await settle();
    wire.says("chat:message", message({ seq: 4, author: li, clientId }));
    assert.equal(outbox.pendingFor(7).length, 1);
  });
});

test("a change replaces the message, and adds nothing to unread", async () => {
  const { wire, store, rows } = welcomedStore();
  await store.openRoom(7);
  wire.says("chat:changed", message({ seq: 2, rev: 4, content: "edited" }));
  assert.deepEqual(
    [rows(), store.rooms.get(7)?.unread, store.rooms.get(7)?.rev],
    [["text 1", "edited", "text 3"], 0, 4],
  );
});

test("rooms are added, updated and removed", async () => {
  const { wire, store } = welcomedStore();
  await store.openRoom(7);
  /** @type {unknown[]} */
  const removed = [];
  store.on("removed", (news) => removed.push(news));
  wire.says("room:added", room({ id: 9, name: "New" }));
  wire.says("room:updated", room({ id: 9, name: "Newer" }));
  wire.says("room:online", { roomId: 9, count: 12 });
  assert.deepEqual([store.rooms.get(9)?.name, store.rooms.get(9)?.online], ["Newer", 12]);
  wire.says("room:removed", { roomId: 7, reason: "removed" });
  assert.deepEqual(
    [store.rooms.get(7), store.timelines.get(7), removed],
    [undefined, undefined, [{ roomId: 7, reason: "removed", name: "Design" }]],
  );
});

test("invitations replace those that waited before", () => {
  const { wire, store, heard, listen } = welcomedStore();
  listen("invitations");
  const invitation = invited({ roomId: 9, name: "Garden" });
  wire.says("room:invitations", { invitations: [invitation] });
  assert.deepEqual([store.invitations, heard], [[invitation], ["invitations"]]);
  wire.says("room:invitations", { invitations: [] });
  assert.deepEqual(store.invitations, []);
});

test("joined and left members change the count, and their list is announced", () => {
  const { wire, store, heard, listen } = welcomedStore();
  listen("members:7", "joined");
  wire.says("room:user-joined", { roomId: 7, userId: 3, username: "li.wei", displayName: "", memberCount: 4 });
  wire.says("room:user-left", { roomId: 7, userId: 3, username: "li.wei", displayName: "", memberCount: 3 });
  assert.deepEqual([store.rooms.get(7)?.memberCount, heard], [3, ["members:7", "joined", "members:7"]]);
});

test("typing, presence, reads, notifications and errors reach their listeners", () => {
  const { wire, store, heard, listen } = welcomedStore();
  listen("typing:7", "presence", "rooms", "notification", "error");
  wire.says("typing:user", { roomId: 7, userId: grace.id, username: "grace" });
  wire.says("typing:stopped", { roomId: 7, userId: grace.id, username: "grace" });
  wire.says("presence", { userId: grace.id, status: "away", lastSeenAt: null });
  wire.says("read", { roomId: 7, readSeq: 1, unread: 2, mentions: 1 });
  wire.says("notification", { id: 1 });
  wire.says("error", { code: "bad_frame", message: "No", fatal: false });
  assert.deepEqual(heard, ["typing:7", "typing:7", "presence", "rooms", "notification", "error"]);
  assert.deepEqual([store.presence.get(grace.id)?.status, store.rooms.get(7)?.unread], ["away", 2]);
});

test("an event of a later protocol is ignored, whatever its name", () => {
  const { wire, store, heard, listen } = welcomedStore();
  listen("rooms", "error");
  for (const type of ["poll:opened", "constructor", "__proto__", ""]) wire.says(type, { roomId: 7 });
  wire.says("pong", undefined);
  assert.deepEqual([heard, store.rooms.all().length], [[], 2]);
});

describe("somebody whom the user ignores", () => {
  const ignoring = () => {
    const all = welcomedStore();
    all.store.applyMe({ ignored: [grace.id] });
    return all;
  };

  test("mentions nobody, is not seen to type and is not announced", async () => {
    const { wire, store, heard, listen } = ignoring();
    await store.openRoom(7);
    listen("message");
    wire.says("typing:user", { roomId: 7, userId: grace.id, username: "grace" });
    assert.deepEqual(store.typing.usernames(7), []);
    wire.says("chat:message", message({ seq: 4, author: grace, mentions: [me.id] }));
    assert.deepEqual([store.rooms.get(7)?.unread, store.rooms.get(7)?.mentions, heard], [1, 0, []]);
    wire.says("chat:message", message({ seq: 5, author: li, mentions: [me.id] }));
    assert.deepEqual([store.rooms.get(7)?.mentions, heard], [1, ["message"]]);
  });

  test("still causes system lines", () => {
    const { wire, heard, listen } = ignoring();
    listen("message");
    wire.says("chat:message", message({ seq: 1, roomId: 8, author: grace, kind: "system" }));
    assert.deepEqual(heard, ["message"]);
  });

  test("has a quiet conversation until an entry says otherwise", () => {
    const { wire, store } = ignoring();
    const entry = room({ id: 9, kind: "direct", peer: grace, seq: 3, readSeq: 1, unread: 2 });
    wire.says("room:updated", { ...entry, ignored: true });
    assert.deepEqual(store.rooms.totals(), { unread: 0, mentions: 0 });
    wire.says("room:updated", entry);
    assert.deepEqual(store.rooms.totals(), { unread: 2, mentions: 2 });
  });
});
