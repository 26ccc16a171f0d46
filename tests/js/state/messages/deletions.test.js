import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";
import { Deletions, UNDO_MS } from "../../../../static/js/state/messages/deletions.js";
import { FakeClock } from "../../support/clock.js";

/** @param {Error} [error] with which the server refuses */
function make(error) {
  const clock = new FakeClock();
  /** @type {string[]} */
  const log = [];
  const deletions = new Deletions({
    clock,
    remove: async ({ id }) => {
      log.push(`remove ${id}`);
      if (error) throw error;
    },
    removeLeaving: ({ id }) => log.push(`leaving ${id}`),
    failed: () => log.push("failed"),
  });
  deletions.on("change", ({ roomId }) => log.push(`change ${roomId}`));
  return { clock, deletions, log };
}

/** @param {number} id @returns {any} */
const message = (id) => ({
  ...{ id, roomId: 7, content: "hi", html: "<p>hi</p>", reactions: [], deletedAt: null },
  previews: [{ url: "https://a.example/", title: "A", description: "", siteName: "" }],
});
const settled = () => /** @type {Promise<void>} */ (new Promise((resolve) => setImmediate(() => resolve())));

test("a message shows as deleted immediately and is deleted on the server after five seconds", () => {
  const { clock, deletions, log } = make();
  deletions.add(message(1));
  const shown = deletions.shown(message(1));
  assert.deepEqual([shown.content, shown.html, typeof shown.deletedAt], ["", "", "string"]);
  assert.deepEqual(shown.previews, []);
  assert.equal(deletions.shown(message(1)), shown);
  clock.advance(UNDO_MS - 1);
  assert.deepEqual(log, ["change 7"]);
  clock.advance(1);
  assert.deepEqual(log, ["change 7", "remove 1"]);
  assert.equal(deletions.shown(message(1)), shown);
});

test("an undone deletion leaves the message as it was, and the server learns nothing", () => {
  const { clock, deletions, log } = make();
  deletions.add(message(1));
  assert.equal(deletions.undo(1), true);
  clock.advance(UNDO_MS * 2);
  const live = message(1);
  assert.equal(deletions.shown(live), live);
  assert.deepEqual([log, clock.waiting], [["change 7", "change 7"], 0]);
  assert.equal(deletions.undo(1), false);
});

test("the latest deletion is undone first", () => {
  const { deletions } = make();
  deletions.add(message(1));
  deletions.add(message(2));
  assert.equal(deletions.undoLast(), true);
  assert.equal(deletions.shown(message(2)).deletedAt, null);
  assert.notEqual(deletions.shown(message(1)).deletedAt, null);
  assert.deepEqual([deletions.undoLast(), deletions.undoLast()], [true, false]);
});

test("closing the page deletes once what was not undone", () => {
  const { clock, deletions, log } = make();
  deletions.add(message(1));
  deletions.leave();
  deletions.leave();
  clock.advance(UNDO_MS);
  assert.deepEqual(log, ["change 7", "leaving 1"]);
  assert.equal(deletions.undo(1), false);
});

test("a message shows again after the server refuses its deletion", async () => {
  const { clock, deletions, log } = make(new ConnectionLost());
  deletions.add(message(1));
  clock.advance(UNDO_MS);
  await settled();
  assert.deepEqual(log, ["change 7", "remove 1", "change 7", "failed"]);
  assert.equal(deletions.shown(message(1)).deletedAt, null);
});

test("a deletion of a message that is already deleted does not fail", async () => {
  const { clock, deletions, log } = make(new CommandError({ code: "not_found", message: "" }));
  deletions.add(message(1));
  clock.advance(UNDO_MS);
  await settled();
  assert.equal(log.includes("failed"), false);
});

test("only the row of a deleted message changes", () => {
  const { deletions } = make();
  /** @type {any} */
  const row = { kind: "message", key: "a", message: message(1), continues: false };
  /** @type {any} */
  const day = { kind: "day", key: "d", day: "2026-01-01" };
  assert.equal(deletions.shownRow(row), row);
  deletions.add(row.message);
  assert.notEqual(deletions.shownRow(row), row);
  assert.equal(deletions.shownRow(day), day);
});

test("a deletion is forgotten when the message itself arrives as deleted", async () => {
  const { clock, deletions } = make();
  deletions.add(message(1));
  clock.advance(UNDO_MS);
  await settled();
  const deleted = { ...message(1), deletedAt: "2026-03-02T09:00:00.000Z" };
  assert.equal(deletions.shown(deleted), deleted);
  const live = message(1);
  assert.equal(deletions.shown(live), live);
});
