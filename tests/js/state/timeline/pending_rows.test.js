import assert from "node:assert/strict";
import { test } from "node:test";
import { PendingRows } from "../../../../static/js/state/timeline/pending_rows.js";
import { grace, me, message, pending } from "../../support/cast.js";

/** @param {PendingRows} rows */
const shown = (rows) => rows.list().map(({ clientId, state }) => `${clientId} ${state}`);

test("an acked message stays until the timeline has its rev", () => {
  const rows = new PendingRows(me.id);
  rows.acknowledge(pending("one"), 8);
  rows.set([pending("two")]);
  assert.deepEqual(shown(rows), ["one sent", "two pending"]);
  rows.settle(7);
  assert.deepEqual(shown(rows), ["one sent", "two pending"]);
  rows.settle(8);
  assert.deepEqual(shown(rows), ["two pending"]);
});

test("a message replaces the row with its client id", () => {
  const rows = new PendingRows(me.id);
  rows.set([pending("one"), pending("two")]);
  rows.acknowledge(pending("one"), 8);
  rows.confirm(message({ seq: 5, author: me, clientId: "one" }));
  assert.deepEqual(shown(rows), ["two pending"]);
});

test("another user's message with the same client id replaces nothing", () => {
  const rows = new PendingRows(me.id);
  rows.set([pending("one")]);
  rows.confirm(message({ seq: 5, author: grace, clientId: "one" }));
  assert.deepEqual(shown(rows), ["one pending"]);
});

test("an acked message that is still in the outbox shows once", () => {
  const rows = new PendingRows(me.id);
  rows.set([pending("one")]);
  rows.acknowledge(pending("one"), 8);
  assert.deepEqual(shown(rows), ["one sent"]);
});
