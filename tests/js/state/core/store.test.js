import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";
import { me, message, room } from "../../support/cast.js";
import { settle } from "../../support/clock.js";
import { welcomedStore } from "../../support/store.js";

describe("sending", () => {
  test("shows immediately, and the row stays after the ack until the message arrives", async () => {
    const { wire, store, rows } = welcomedStore();
    await store.openRoom(7);
    wire.answers["chat:send"] = ({ clientId }) => ({ messageId: 104, seq: 4, rev: 4, clientId, duplicate: false });
    const { clientId } = store.send(7, "mine");
    assert.equal(rows().at(-1), "mine pending");
    await settle();
    assert.equal(rows().at(-1), "mine sent");
    wire.says("chat:message", message({ seq: 4, author: me, clientId, content: "mine" }));
    assert.deepEqual(rows().slice(-2), ["text 3", "mine"]);
  });

  test("with an ack but without an event leads to a sync", async () => {
    const { clock, wire, store, rows } = welcomedStore();
    await store.openRoom(7);
    wire.answers["chat:send"] = ({ clientId }) => ({ messageId: 104, seq: 4, rev: 4, clientId, duplicate: false });
    const { clientId } = store.send(7, "mine");
    await settle();
    const own = message({ seq: 4, author: me, clientId, content: "mine" });
    wire.answers.sync = () => ({ messages: [own], rev: 4, more: false, reset: false });
    clock.advance(300);
    await settle();
    assert.deepEqual(
      [rows().slice(-2), store.rooms.get(7)?.seq, store.rooms.get(7)?.unread],
      [["text 3", "mine"], 4, 0],
    );
  });

  test("offline waits, and shows in the room", async () => {
    const { wire, store, rows, heard, listen } = welcomedStore();
    await store.openRoom(7);
    wire.loses();
    listen("outbox", "timeline:7");
    store.send(7, "mine");
    await settle();
    assert.deepEqual([rows().at(-1), heard, wire.sentOf("chat:send")], ["mine pending", ["timeline:7", "outbox"], []]);
  });

  test("from among older messages returns to the newest", async () => {
    const { wire, store } = welcomedStore();
    const { history } = wire.answers;
    wire.answers.history = () => ({ messages: [message({ seq: 1 })], rev: 3, atStart: true, atEnd: false });
    await store.openRoom(7, { around: 1 });
    wire.answers.history = history;
    store.send(7, "mine");
    await settle();
    assert.ok(store.timelines.get(7)?.atEnd);
  });

  test("ends the user's typing", () => {
    const { wire, store } = welcomedStore();
    store.typed(7, "mi");
    store.send(7, "mine");
    assert.deepEqual([wire.sentOf("typing:start").length, wire.sentOf("typing:stop").length], [1, 1]);
  });
});

describe("typing", () => {
  test("ends when the text is empty or blank", () => {
    const { wire, store } = welcomedStore();
    store.typed(7, " ");
    store.typed(7, "m");
    store.typed(7, "");
    assert.deepEqual([wire.sentOf("typing:start").length, wire.sentOf("typing:stop").length], [1, 1]);
  });
});

describe("changing a message", () => {
  test("sends the command, and expects the change", async () => {
    const { clock, wire, store } = welcomedStore();
    await store.openRoom(7);
    let rev = 3;
    for (const type of ["chat:edit", "chat:delete", "chat:react"]) wire.answers[type] = () => ({ rev: ++rev });
    const one = message({ seq: 1 });
    await store.edit(one, "better");
    await store.remove(one);
    await store.react(one, "👍", true);
    assert.deepEqual(wire.sent.slice(-3), [
      ["chat:edit", { messageId: 101, content: "better" }],
      ["chat:delete", { messageId: 101 }],
      ["chat:react", { messageId: 101, emoji: "👍", on: true }],
    ]);
    clock.advance(300);
    assert.deepEqual(
      wire.sentOf("sync").map((data) => data.rev),
      [3],
    );
  });

  test("that is refused rejects with the reason", async () => {
    const { wire, store } = welcomedStore();
    wire.answers["chat:edit"] = () => {
      throw new CommandError({ code: "forbidden", message: "Not yours" });
    };
    await assert.rejects(store.edit(message({ seq: 1 }), "better"), { code: "forbidden" });
  });
});

describe("reading", () => {
  test("the room in view is marked as read, and the ack updates the sidebar", async () => {
    const { clock, wire, store } = welcomedStore();
    await store.openRoom(7);
    store.readMarker.setAttention(true);
    wire.says("chat:message", message({ seq: 4 }));
    store.readMarker.show(4, true);
    wire.answers.read = ({ seq }) => ({ readSeq: seq, unread: 0, mentions: 0 });
    clock.advance(500);
    await settle();
    assert.deepEqual([wire.sentOf("read"), store.rooms.get(7)?.unread], [[{ roomId: 7, seq: 4 }], 0]);
  });

  test("the divider is after the last read message at the time of opening", async () => {
    const { wire, store } = welcomedStore();
    wire.says("read", { roomId: 7, readSeq: 1, unread: 2, mentions: 0 });
    const timeline = await store.openRoom(7);
    const kinds = () => timeline.rows().map(({ kind }) => kind);
    assert.deepEqual(kinds(), ["day", "message", "unread", "message", "message"]);
    await store.markRead(7, 3);
    assert.equal(timeline.unreadAfter, 1);
    store.closeRoom();
    await store.openRoom(7);
    assert.deepEqual(kinds(), ["day", "message", "message", "message"]);
  });

  test("marking as unread moves the divider and the numbers back", async () => {
    const { wire, store } = welcomedStore();
    const timeline = await store.openRoom(7);
    await store.markUnread(7, 2);
    assert.deepEqual(wire.sentOf("read"), [{ roomId: 7, seq: 1, unread: true }]);
    assert.deepEqual([timeline.unreadAfter, store.rooms.get(7)?.unread], [1, 2]);
  });

  test("that failed offline is sent after the next welcome", async () => {
    const { clock, wire, store } = welcomedStore();
    await store.openRoom(7);
    store.readMarker.setAttention(true);
    wire.says("chat:message", message({ seq: 4 }));
    wire.answers.read = () => {
      throw new ConnectionLost();
    };
    store.readMarker.show(4, true);
    clock.advance(500);
    await settle();
    wire.loses();
    wire.welcomes({ rooms: [room({ seq: 4, rev: 4, readSeq: 3, unread: 1 })] });
    clock.advance(500);
    assert.equal(wire.sentOf("read").length, 2);
  });
});

describe("membership", () => {
  test("joining adds the room, and leaving only sends the command", async () => {
    const { wire, store } = welcomedStore();
    wire.answers["room:join"] = ({ roomId }) => ({ room: room({ id: roomId, name: "Joined" }) });
    wire.answers["room:leave"] = () => ({});
    await store.join(9);
    await store.leave(9);
    assert.deepEqual([store.rooms.get(9)?.name, wire.sentOf("room:leave")], ["Joined", [{ roomId: 9 }]]);
  });
});

test("a room that is not open keeps only its newest messages", async () => {
  const { wire, store } = welcomedStore();
  const messages = Array.from({ length: 260 }, (_, index) => message({ seq: index + 1 }));
  wire.answers.history = () => ({ messages, rev: 260, atStart: true, atEnd: true });
  const timeline = await store.openRoom(7);
  await store.openRoom(8);
  assert.deepEqual([timeline.messages.length, timeline.messages[0].seq, timeline.atStart], [200, 61, false]);
});
