import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Rooms, roomTitle } from "../../../../static/js/state/rooms/rooms.js";
import { ada, grace, li, me, message, room } from "../../support/cast.js";

/** @param {...Partial<import("../../../../static/js/types.js").RoomEntry>} entries */
function roomsOf(...entries) {
  const rooms = new Rooms({ userId: me.id, locale: "en" });
  rooms.replaceAll(entries.map((entry) => room(entry)));
  return rooms;
}

/** @param {Rooms} rooms */
const numbers = (rooms) => {
  const { seq = 0, readSeq = 0, unread = 0, mentions = 0 } = rooms.get(7) ?? {};
  return { seq, readSeq, unread, mentions };
};

describe("a snapshot", () => {
  test("keeps equal entries, so that views do not draw them again", () => {
    const rooms = roomsOf({ id: 1, peer: ada, kind: "direct" }, { id: 2, topic: "old" }, { id: 3 });
    const [one, two] = [rooms.get(1), rooms.get(2)];
    rooms.replaceAll([room({ id: 1, peer: { ...ada }, kind: "direct" }), room({ id: 2, topic: "new" })]);
    assert.equal(rooms.get(1), one);
    assert.notEqual(rooms.get(2), two);
    assert.equal(rooms.get(2)?.topic, "new");
    assert.equal(rooms.get(3), undefined);
  });
});

describe("the order", () => {
  test("of rooms is by name, with natural numbers and without case, archived ones last", () => {
    const names = ["room 10", "Room 2", "alpha", "Zeta"].map((name, index) => ({
      id: index + 1,
      name,
      archived: name === "alpha",
    }));
    assert.deepEqual(
      roomsOf(...names)
        .sections()
        .rooms.map(({ name }) => name),
      ["Room 2", "room 10", "Zeta", "alpha"],
    );
  });

  test("of rooms follows renamed, archived, added and removed rooms", () => {
    const rooms = roomsOf({ id: 1, name: "a" }, { id: 2, name: "b" }, { id: 3, name: "c" });
    const ids = () => rooms.sections().rooms.map(({ id }) => id);
    assert.deepEqual(ids(), [1, 2, 3]);
    rooms.put(room({ id: 1, name: "z" }));
    assert.deepEqual(ids(), [2, 3, 1]);
    rooms.put(room({ id: 2, name: "b", archived: true }));
    assert.deepEqual(ids(), [3, 1, 2]);
    rooms.put(room({ id: 4, name: "d" }));
    assert.deepEqual(ids(), [3, 4, 1, 2]);
    rooms.remove(3);
    assert.deepEqual(ids(), [4, 1, 2]);
    rooms.replaceAll([room({ id: 1, name: "z" }), room({ id: 5, name: "y" })]);
    assert.deepEqual(ids(), [5, 1]);
  });

  test("of directs is by their latest message, those without one last", () => {
    const times = [null, "2026-03-02T09:00:00.000Z", "2026-03-02T10:00:00.000Z"];
    const rooms = roomsOf(
      ...times.map((lastMessageAt, index) => ({ id: index + 1, kind: /** @type {const} */ ("direct"), lastMessageAt })),
    );
    assert.deepEqual(
      rooms.sections().directs.map(({ id }) => id),
      [3, 2, 1],
    );
    rooms.applyMessage(message({ seq: 1, roomId: 1, createdAt: "2026-03-02T11:00:00.000Z" }));
    assert.deepEqual(
      rooms.sections().directs.map(({ id }) => id),
      [1, 3, 2],
    );
  });
});

describe("unread", () => {
  test("grows with a message of someone else", () => {
    const rooms = roomsOf({ seq: 4, readSeq: 4 });
    rooms.applyMessage(message({ seq: 5 }));
    assert.deepEqual(numbers(rooms), { seq: 5, readSeq: 4, unread: 1, mentions: 0 });
  });

  test("ends with a message of the user", () => {
    const rooms = roomsOf({ seq: 4, readSeq: 2, unread: 2, mentions: 1 });
    rooms.applyMessage(message({ seq: 5, author: me }));
    assert.deepEqual(numbers(rooms), { seq: 5, readSeq: 5, unread: 0, mentions: 0 });
  });

  test("does not change by a system line", () => {
    const read = roomsOf({ seq: 4, readSeq: 4 });
    read.applyMessage(message({ seq: 5, kind: "system" }));
    assert.equal(numbers(read).unread, 0);
    const unread = roomsOf({ seq: 4, readSeq: 3, unread: 1 });
    unread.applyMessage(message({ seq: 5, kind: "system", author: me }));
    assert.deepEqual(numbers(unread), { seq: 5, readSeq: 3, unread: 2, mentions: 0 });
  });

  test("is right for messages in any order, duplicated or lost", () => {
    const rooms = roomsOf({ seq: 4, readSeq: 4 });
    for (const seq of [7, 5, 7]) rooms.applyMessage(message({ seq, mentions: [me.id] }));
    assert.deepEqual(numbers(rooms), { seq: 7, readSeq: 4, unread: 3, mentions: 2 });
    rooms.applyMessage(message({ seq: 6, author: me }));
    assert.deepEqual(numbers(rooms), { seq: 7, readSeq: 6, unread: 1, mentions: 1 });
  });

  test("follows the server after reading elsewhere and after marking as unread", () => {
    const rooms = roomsOf({ seq: 8, readSeq: 4, unread: 4, mentions: 2 });
    rooms.applyRead({ roomId: 7, readSeq: 8, unread: 0, mentions: 0 });
    assert.equal(numbers(rooms).unread, 0);
    rooms.applyRead({ roomId: 7, readSeq: 2, unread: 6, mentions: 2 });
    assert.deepEqual(numbers(rooms), { seq: 8, readSeq: 2, unread: 6, mentions: 2 });
  });

  test("is not ended by an old message of the user from a sync", () => {
    const rooms = roomsOf({ seq: 8, readSeq: 2, unread: 6 });
    rooms.applyMessage(message({ seq: 6, rev: 20, author: me }));
    assert.equal(numbers(rooms).readSeq, 2);
  });

  test("counts a message once, even after a read event that covers it", () => {
    const rooms = roomsOf({ seq: 4, readSeq: 4 });
    rooms.applyRead({ roomId: 7, readSeq: 4, unread: 1, mentions: 1 });
    rooms.applyMessage(message({ seq: 5, mentions: [me.id] }));
    assert.deepEqual(numbers(rooms), { seq: 5, readSeq: 4, unread: 1, mentions: 1 });
  });

  test("does not come back by an overtaken read event", () => {
    const rooms = roomsOf({ seq: 8, readSeq: 4, unread: 4, mentions: 2 });
    rooms.applyMessage(message({ seq: 9 }));
    rooms.applyRead({ roomId: 7, readSeq: 6, unread: 3, mentions: 0 });
    rooms.applyRead({ roomId: 7, readSeq: 5, unread: 3, mentions: 1 });
    assert.deepEqual(numbers(rooms), { seq: 9, readSeq: 6, unread: 3, mentions: 0 });
  });

  test("is never negative", () => {
    const rooms = roomsOf({ seq: 4, readSeq: 4 });
    rooms.applyRead({ roomId: 7, readSeq: 6, unread: 0, mentions: 0 });
    assert.equal(numbers(rooms).unread, 0);
  });
});

describe("mentions", () => {
  test("count for the user and for everyone, but not in the user's own messages", () => {
    const rooms = roomsOf({ seq: 4, readSeq: 4 });
    rooms.applyMessage(message({ seq: 5, mentions: [grace.id] }));
    rooms.applyMessage(message({ seq: 6, mentions: [me.id, grace.id] }));
    rooms.applyMessage(message({ seq: 7, mentionsEveryone: true }));
    assert.equal(numbers(rooms).mentions, 2);
    rooms.applyMessage(message({ seq: 8, author: me, mentionsEveryone: true }));
    assert.equal(numbers(rooms).mentions, 0);
  });
});

describe("entries", () => {
  test("from an update bring the name, but no older numbers", () => {
    const rooms = roomsOf({ seq: 4, readSeq: 4, rev: 4 });
    rooms.applyMessage(message({ seq: 5, mentions: [me.id] }));
    rooms.put(room({ name: "Renamed", seq: 4, rev: 4, readSeq: 4 }));
    assert.equal(rooms.get(7)?.name, "Renamed");
    assert.deepEqual(numbers(rooms), { seq: 5, readSeq: 4, unread: 1, mentions: 1 });
    rooms.put(room({ name: "Again", seq: 6, rev: 6, readSeq: 6 }));
    assert.deepEqual(numbers(rooms), { seq: 6, readSeq: 6, unread: 0, mentions: 0 });
  });

  test("are added, removed and replaced, and listeners learn which", () => {
    const rooms = roomsOf({ id: 7 });
    /** @type {number[][]} */
    const changed = [];
    rooms.on("change", ({ roomIds }) => changed.push(roomIds));
    rooms.put(room({ id: 8 }));
    rooms.remove(7);
    rooms.remove(7);
    rooms.replaceAll([room({ id: 9 })]);
    assert.deepEqual(changed, [[8], [7], [8, 9]]);
    assert.deepEqual(
      rooms.all().map(({ id }) => id),
      [9],
    );
  });

  test("are replaced, never mutated, and only if something changed", () => {
    const rooms = roomsOf({ id: 7 }, { id: 8 });
    const [before, other] = [rooms.get(7), rooms.get(8)];
    rooms.setOnline(7, 5);
    rooms.setMemberCount(7, 9);
    assert.deepEqual([before?.online, rooms.get(7)?.online, rooms.get(7)?.memberCount], [1, 5, 9]);
    assert.equal(rooms.get(8), other);
  });

  test("are not created by events of other rooms", () => {
    const rooms = roomsOf();
    rooms.applyMessage(message({ seq: 1 }));
    rooms.applyChange(message({ seq: 1 }));
    rooms.applyRead({ roomId: 7, readSeq: 1, unread: 0, mentions: 0 });
    rooms.setOnline(7, 1);
    rooms.setMemberCount(7, 1);
    assert.deepEqual(rooms.all(), []);
  });

  test("know the latest change", () => {
    const rooms = roomsOf({ rev: 4 });
    rooms.applyChange(message({ seq: 1, rev: 6 }));
    rooms.applyChange(message({ seq: 1, rev: 5 }));
    assert.equal(rooms.get(7)?.rev, 6);
  });
});

test("totals leave out muted rooms, but not their mentions", () => {
  const rooms = roomsOf({ id: 1, seq: 3, unread: 3 }, { id: 2, seq: 5, unread: 5, mentions: 1, notify: "none" });
  assert.deepEqual(rooms.totals(), { unread: 3, mentions: 1 });
});

test("a direct room is named after the other people in it", () => {
  assert.equal(roomTitle(room({ name: "Design" })), "Design");
  assert.equal(roomTitle(room({ kind: "direct", peer: grace, name: "x" })), "Grace Hopper");
  assert.equal(roomTitle(room({ kind: "direct", peer: { ...grace, displayName: "" } })), "grace");
  assert.equal(roomTitle(room({ kind: "direct", members: [ada, li] })), "Ada Lovelace, 李伟");
  assert.equal(roomTitle(room({ kind: "direct", name: "just me" })), "just me");
});

test("after thousands of random operations the numbers equal a count by hand", () => {
  let state = 7;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const rooms = roomsOf({});
  /** The server's truth. @type {import("../../../../static/js/types.js").Message[]} */
  const messages = [];
  let readSeq = 0;
  for (let step = 0; step < 10_000; step += 1) {
    const seq = messages.length + 1;
    if (random() < 0.8) {
      const author = random() < 0.2 ? me : grace;
      const kind = random() < 0.1 ? "system" : "message";
      const sent = message({ seq, author, kind, mentions: random() < 0.3 && kind === "message" ? [me.id] : [] });
      messages.push(sent);
      if (kind === "system") readSeq = readSeq === seq - 1 ? seq : readSeq;
      else if (author === me) readSeq = seq;
      rooms.applyMessage(sent);
      if (random() < 0.1) rooms.applyMessage(sent);
    } else readSeq = Math.max(0, random() < 0.7 ? messages.length : readSeq - Math.floor(random() * 5));
    const unread = messages.length - readSeq;
    const mentions = messages.slice(readSeq).filter((one) => one.author !== me && one.mentions.length > 0).length;
    if (messages.length < seq) rooms.applyRead({ roomId: 7, readSeq, unread, mentions });
    assert.deepEqual(numbers(rooms), { seq: messages.length, readSeq, unread, mentions }, `step ${step}`);
    if (messages.length > 300) {
      messages.length = 0;
      readSeq = 0;
      rooms.replaceAll([room()]);
    }
  }
});

describe("a reply that only its thread shows", () => {
  const aside = message({ seq: 6, threadId: 101, inRoom: false, mentions: [me.id] });

  test("is read for a user who had read everything", () => {
    const rooms = roomsOf({ seq: 5, rev: 5, readSeq: 5 });
    rooms.applyMessage(aside);
    assert.deepEqual(numbers(rooms), { seq: 6, readSeq: 6, unread: 0, mentions: 0 });
  });

  test("adds to unread messages, but not to mentions", () => {
    const rooms = roomsOf({ seq: 5, rev: 5, readSeq: 3 });
    rooms.applyMessage({ ...aside, author: me });
    assert.deepEqual(numbers(rooms), { seq: 6, readSeq: 3, unread: 3, mentions: 0 });
  });

  test("counts in the number of unread threads", () => {
    const rooms = roomsOf({ seq: 5, rev: 5, readSeq: 5 });
    rooms.applyThread({ rootId: 101, roomId: 7, following: true, readSeq: 0, lastSeq: 6, threads: 2 });
    assert.deepEqual([rooms.unreadThreads(), rooms.totals()], [2, { unread: 0, mentions: 2 }]);
  });
});
