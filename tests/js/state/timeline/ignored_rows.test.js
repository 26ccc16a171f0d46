import assert from "node:assert/strict";
import { test } from "node:test";
import { IgnoredRows } from "../../../../static/js/state/timeline/ignored_rows.js";
import { buildRows } from "../../../../static/js/state/timeline/timeline_rows.js";
import { ada, li, me, message } from "../../support/cast.js";

/** More cases, which the server shares, are in tests/fixtures/rows/timeline.json. */
const messages = [message({ seq: 1, author: li }), message({ seq: 2, author: li }), message({ seq: 3, author: ada })];
const rows = () => buildRows({ messages, atStart: true, pending: [], userId: me.id, timeZone: "UTC" });

test("nothing is folded while nobody is ignored", () => {
  const all = rows();
  assert.deepEqual(new IgnoredRows(() => false).fold(all), all);
});

test("folded messages that the user unfolds stay shown, and later ones are folded again", () => {
  const folding = new IgnoredRows(({ author }) => author.id === li.id);
  const kinds = () => folding.fold(rows()).map(({ kind }) => kind);
  assert.deepEqual(kinds(), ["day", "ignored", "message"]);
  assert.equal(folding.show(messages.slice(0, 2).map(({ id }) => id)), true);
  assert.equal(folding.show([messages[0].id]), false);
  assert.deepEqual(kinds(), ["day", "message", "message", "message"]);
  messages.push(message({ seq: 4, author: li }));
  assert.deepEqual(kinds(), ["day", "message", "message", "message", "ignored"]);
});
