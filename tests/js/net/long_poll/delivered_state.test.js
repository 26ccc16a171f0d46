import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DeliveredState } from "../../../../static/js/net/long_poll/delivered_state.js";
import { invited, message, room, welcome } from "../../support/cast.js";

/** @param {import("../../../../static/js/types.js").Message[]} messages @param {Partial<import("../../../../static/js/types.js").SyncPage>} [more] */
const page = (messages, more) => ({ messages, rev: messages.at(-1)?.rev ?? 0, more: false, reset: false, ...more });

/** @param {Parameters<typeof welcome>[0]} [more] */
const stateWith = (more) => new DeliveredState(welcome({ rooms: [room({ seq: 3, rev: 5, readSeq: 2 })], ...more }));

/** @param {import("../../../../static/js/types.js").Envelope[]} frames */
const types = (frames) =>
  frames.map(({ type, data }) => {
    const { seq } = /** @type {{seq?: number}} */ (data);
    return seq && type.startsWith("chat") ? `${type} ${seq}` : type;
  });

test("the first poll starts from the welcome", () => {
  assert.deepEqual(stateWith().known().rooms, { 7: [5, 2] });
});

test("invitations of a later welcome are reported when they differ", () => {
  const state = stateWith();
  const later = welcome({ rooms: [], invitations: [invited()] });
  const frames = state.refresh(later, { settled: true });
  assert.deepEqual(frames, [{ type: "room:invitations", data: { invitations: later.invitations } }]);
  assert.deepEqual(state.refresh(later, { settled: true }), []);
});

describe("news of a room", () => {
  test("are its entry, its new messages and its changed ones", () => {
    const state = stateWith();
    const entry = room({ seq: 4, rev: 7, readSeq: 4 });
    const changes = { 7: page([message({ seq: 2, rev: 6 }), message({ seq: 4, rev: 7 })]) };
    const frames = state.take({ rooms: [entry], changes, gone: [] });
    assert.deepEqual(types(frames), ["room:updated", "chat:changed 2", "chat:message 4"]);
    assert.equal(frames[0].data, entry);
    assert.deepEqual(state.known().rooms, { 7: [7, 4] });
  });

  test("continue from the last rev if a page is not complete", () => {
    const state = stateWith();
    const changes = { 7: page([message({ seq: 4, rev: 6 })], { more: true }) };
    state.take({ rooms: [room({ seq: 9, rev: 11, readSeq: 2 })], changes, gone: [] });
    assert.deepEqual(state.known().rooms, { 7: [6, 2] });
    const rest = state.take({
      rooms: [room({ seq: 9, rev: 11 })],
      changes: { 7: page([message({ seq: 5, rev: 7 })]) },
      gone: [],
    });
    assert.deepEqual(types(rest), ["room:updated", "chat:message 5"]);
  });

  test("update readSeq even without a message", () => {
    const state = stateWith();
    const frames = state.take({
      rooms: [room({ seq: 3, rev: 5, readSeq: 3 })],
      changes: { 7: page([], { rev: 5 }) },
      gone: [],
    });
    assert.deepEqual(types(frames), ["room:updated"]);
    assert.deepEqual(state.known().rooms, { 7: [5, 3] });
  });

  test("report a change of the member count", () => {
    const state = stateWith();
    const heard = [4, 2].map((memberCount) => {
      const entry = room({ seq: 3, rev: 5, memberCount });
      return state.take({ rooms: [entry], changes: { 7: page([], { rev: 5 }) }, gone: [] })[1];
    });
    assert.deepEqual(heard, [
      { type: "room:user-joined", data: { roomId: 7, memberCount: 4 } },
      { type: "room:user-left", data: { roomId: 7, memberCount: 2 } },
    ]);
  });

  test("with a reset of a known room mean that too much was missed", () => {
    const state = stateWith();
    const lost = { rooms: [room()], changes: { 7: page([], { reset: true }) }, gone: [] };
    assert.ok(state.isLost(lost));
    assert.ok(!state.isLost({ rooms: [room({ id: 8 })], changes: { 8: page([], { reset: true }) }, gone: [] }));
  });
});

test("a new room comes with its messages, and only the unread ones count as new", () => {
  const state = stateWith();
  const entry = room({ id: 8, seq: 3, rev: 3, readSeq: 2 });
  const messages = [1, 2, 3].map((seq) => message({ seq, roomId: 8 }));
  const frames = state.take({ rooms: [entry], changes: { 8: page(messages, { reset: true }) }, gone: [] });
  assert.deepEqual(types(frames), ["room:added", "chat:changed 1", "chat:changed 2", "chat:message 3"]);
  assert.deepEqual(state.known().rooms, { 7: [5, 2], 8: [3, 2] });
});

test("a room that is gone was left, here or in another tab, unless the answer says that a moderator removed the user", () => {
  const state = stateWith({ rooms: [room(), room({ id: 8 })] });
  const frames = state.take({ rooms: [], changes: {}, gone: [7, 8], removed: [7] });
  assert.deepEqual(
    frames.map(({ data }) => {
      const { roomId, reason } = /** @type {import("../../../../static/js/wire_types.js").RoomRemoved} */ (data);
      return [roomId, reason];
    }),
    [
      [7, "removed"],
      [8, "left"],
    ],
  );
  assert.deepEqual(state.known().rooms, {});
});

test("scheduled messages and reminders are announced as over a socket, and remembered", () => {
  const state = stateWith();
  assert.deepEqual(state.known().later, {});
  const later = { scheduled: 2, refused: [], reminders: 1, due: [5] };
  const told = { id: 5, kind: "reminder", title: "Reminder: tea", body: "", url: "/", createdAt: "" };
  assert.deepEqual(state.take({ rooms: [], changes: {}, gone: [], later: { ...later, notifications: [told] } }), [
    { type: "notification", data: told },
    { type: "later:changed", data: { scheduled: 2, refused: 0, reminders: 1, due: 1 } },
  ]);
  assert.deepEqual(state.known().later, later);
  assert.deepEqual(state.take({ rooms: [], changes: {}, gone: [] }), []);
});

test("the presence of watched people is announced as over a socket", () => {
  const people = [{ userId: 2, status: /** @type {const} */ ("online"), lastSeenAt: null }];
  const events = stateWith().take({ rooms: [], changes: {}, gone: [], people });
  assert.deepEqual(events, [{ type: "presence", data: people[0] }]);
});

describe("a later welcome", () => {
  const people = [
    { userId: 2, status: /** @type {const} */ ("online"), lastSeenAt: null },
    { userId: 3, status: /** @type {const} */ ("away"), lastSeenAt: null },
  ];

  test("reports who is online and who has left", () => {
    const state = stateWith({ people });
    const serverTime = "2026-03-02T09:01:00.000Z";
    const later = welcome({ rooms: [room({ seq: 3, rev: 5, readSeq: 2 })], people: [people[1]], serverTime });
    assert.deepEqual(state.refresh(later, { settled: true }), [
      { type: "presence", data: people[1] },
      { type: "presence", data: { userId: 2, status: "offline", lastSeenAt: serverTime } },
    ]);
  });

  test("reports changes without a rev, unless it may be outdated", () => {
    const later = welcome({ rooms: [room({ seq: 3, rev: 5, readSeq: 2, notify: "none" })] });
    assert.deepEqual(stateWith().refresh(later, { settled: false }), []);
    const state = stateWith();
    assert.deepEqual(types(state.refresh(later, { settled: true })), ["room:updated"]);
    assert.deepEqual(state.refresh(later, { settled: true }), []);
  });

  test("does not hide changes of a room from the next poll", () => {
    const state = stateWith();
    const later = welcome({ rooms: [room({ seq: 4, rev: 6, readSeq: 2 })] });
    assert.ok(state.isBehind(later));
    state.refresh(later, { settled: true });
    assert.deepEqual(state.known().rooms, { 7: [5, 2] });
    const frames = state.take({ rooms: later.rooms, changes: { 7: page([message({ seq: 4, rev: 6 })]) }, gone: [] });
    assert.deepEqual(types(frames), ["room:updated", "chat:message 4"]);
  });

  test("shows that rooms were added or removed", () => {
    const same = room({ seq: 3, rev: 5 });
    assert.ok(!stateWith().isBehind(welcome({ rooms: [same] })));
    assert.ok(stateWith().isBehind(welcome({ rooms: [same, room({ id: 8 })] })));
    assert.ok(stateWith().isBehind(welcome({ rooms: [] })));
  });
});
