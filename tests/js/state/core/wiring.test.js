import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CommandError } from "../../../../static/js/net/api/errors.js";
import { grace, me, message, room } from "../../support/cast.js";
import { settle } from "../../support/clock.js";
import { welcomedStore } from "../../support/store.js";

describe("welcome", () => {
  test("brings the rooms and the presence", () => {
    const { wire, store, heard, listen } = welcomedStore();
    listen("rooms", "presence", "connection");
    const people = [{ userId: grace.id, status: /** @type {const} */ ("online"), lastSeenAt: null }];
    wire.welcomes({ rooms: [room({ name: "Only one" })], people });
    assert.deepEqual(
      [store.rooms.all().map(({ name }) => name), store.presence.get(grace.id).status],
      [["Only one"], "online"],
    );
    assert.deepEqual(heard, ["rooms", "presence", "connection"]);
  });

  test("after a lost connection catches the open room up, and counts the missed messages", async () => {
    const { wire, store, rows } = welcomedStore();
    await store.openRoom(7);
    wire.loses();
    wire.answers.sync = () => ({ messages: [message({ seq: 4 })], rev: 4, more: false, reset: false });
    wire.welcomes({ rooms: [room({ seq: 4, rev: 4, readSeq: 3, unread: 1 })] });
    await settle();
    assert.deepEqual([rows().at(-1), store.rooms.get(7)?.unread], ["text 4", 1]);
  });

  test("of another database loads the room again", async () => {
    const { wire, store, rows } = welcomedStore();
    await store.openRoom(7);
    wire.answers.history = () => ({
      messages: [message({ seq: 1, content: "restored" })],
      rev: 9,
      atStart: true,
      atEnd: true,
    });
    wire.welcomes({ rooms: [room({ seq: 1, rev: 9, readSeq: 1 })] }, true);
    await settle();
    assert.deepEqual(rows(), ["restored"]);
  });

  test("is followed by `away` if the user is away", () => {
    const { wire, store, rooms } = welcomedStore();
    store.setAway(true);
    wire.welcomes({ rooms });
    store.setAway(false);
    wire.welcomes({ rooms });
    assert.deepEqual(
      wire.sentOf("presence").map(({ status }) => status),
      ["away", "away", "online"],
    );
  });
});

describe("a lost connection", () => {
  test("ends everyone's typing, and is emitted", () => {
    const { wire, store, heard, listen } = welcomedStore();
    wire.says("typing:user", { roomId: 7, userId: grace.id, username: "grace" });
    listen("connection");
    wire.loses();
    assert.deepEqual([store.typing.usernames(7), heard], [[], ["connection"]]);
  });
});

test("messages that a sync brings count in the sidebar and confirm the pending", async () => {
  const { clock, wire, outbox, store } = welcomedStore();
  await store.openRoom(7);
  const { clientId } = store.send(7, "mine");
  await settle();
  const own = message({ seq: 5, author: me, clientId });
  wire.answers.sync = () => ({
    messages: [message({ seq: 4, mentions: [me.id] }), own],
    rev: 5,
    more: false,
    reset: false,
  });
  store.timelines.get(7)?.expect(5);
  clock.advance(300);
  await settle();
  assert.deepEqual([store.rooms.get(7)?.seq, store.rooms.get(7)?.unread, outbox.pendingFor(7)], [5, 0, []]);
});

test("a refused sync is an error for the user to see", async () => {
  const { clock, wire, store, heard, listen } = welcomedStore();
  await store.openRoom(7);
  listen("error");
  wire.answers.sync = () => {
    throw new CommandError({ code: "not_found", message: "No" });
  };
  store.timelines.get(7)?.expect(5);
  clock.advance(300);
  await settle();
  assert.deepEqual(heard, ["error"]);
});
