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

test("a message shows as deleted at once, and the server is told five seconds later", () => {
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

test("what is taken back is as it was, and the server hears nothing", () => {
  const { clock, deletions, log } = make();
  deletions.add(message(1));
  assert.equal(deletions.undo(1), true);
  clock.advance(UNDO_MS * 2);
  const live = message(1);
  assert.equal(deletions.shown(live), live);
  assert.deepEqual([log, clock.waiting], [["change 7", "change 7"], 0]);
  assert.equal(deletions.undo(1), false);
});

test("the latest deletion is taken back first", () => {
  const { deletions } = make();
  deletions.add(message(1));
  deletions.add(message(2));
  assert.equal(deletions.undoLast(), true);
  assert.equal(deletions.shown(message(2)).deletedAt, null);
  assert.notEqual(deletions.shown(message(1)).deletedAt, null);
  assert.deepEqual([deletions.undoLast(), deletions.undoLast()], [true, false]);
});

test("who leaves the page deletes what was not taken back, once", () => {
  const { clock, deletions, log } = make();
  deletions.add(message(1));
  deletions.leave();
  deletions.leave();
  clock.advance(UNDO_MS);
  assert.deepEqual(log, ["change 7", "leaving 1"]);
  assert.equal(deletions.undo(1), false);
});

test("after a refusal the message is back", async () => {
  const { clock, deletions, log } = make(new ConnectionLost());
  deletions.add(message(1));
  clock.advance(UNDO_MS);
  await settled();
  assert.deepEqual(log, ["change 7", "remove 1", "change 7", "failed"]);
  assert.equal(deletions.shown(message(1)).deletedAt, null);
});

test("what someone else deleted meanwhile is no failure", async () => {
  const { clock, deletions, log } = make(new CommandError({ code: "not_found", message: "" }));
  deletions.add(message(1));
  clock.advance(UNDO_MS);
  await settled();
  assert.equal(log.includes("failed"), false);
});

test("only the row of a deleted message is another one", () => {
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
