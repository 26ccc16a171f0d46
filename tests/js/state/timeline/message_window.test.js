import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageWindow } from "../../../../static/js/state/timeline/message_window.js";
import { message } from "../../support/cast.js";

/** @param {number[]} seqs @param {{atStart?: boolean, atEnd?: boolean}} [edges] */
function windowOf(seqs, { atStart = false, atEnd = false } = {}) {
  const window = new MessageWindow();
  window.replace({ messages: seqs.map((seq) => message({ seq })), atStart, atEnd });
  return window;
}

/** @param {MessageWindow} window */
const seqs = (window) => window.messages.map(({ seq }) => seq);

test("a message beyond the window has no place, unless the room ends there", () => {
  const window = windowOf([5, 6, 8]);
  assert.deepEqual(
    [4, 7, 9].map((seq) => window.put(message({ seq }))),
    [false, true, false],
  );
  assert.deepEqual(seqs(window), [5, 6, 7, 8]);
});

test("a window at the room's end takes new messages", () => {
  const window = windowOf([5], { atEnd: true });
  assert.ok(window.put(message({ seq: 7 })));
  assert.ok(window.put(message({ seq: 6 })));
  assert.deepEqual(seqs(window), [5, 6, 7]);
});

test("the newer state of a message wins, whichever comes first", () => {
  const window = windowOf([5]);
  assert.ok(window.put(message({ seq: 5, rev: 9, content: "edited" })));
  assert.equal(window.put(message({ seq: 5, rev: 7, content: "stale" })), false);
  assert.equal(window.at(5)?.content, "edited");
});

test("the window of an empty room takes every message, an unloaded window none", () => {
  assert.ok(windowOf([], { atStart: true, atEnd: true }).put(message({ seq: 1 })));
  assert.equal(windowOf([]).put(message({ seq: 1 })), false);
});

test("a page extends the window on its side", () => {
  const window = windowOf([5, 6]);
  window.extend({ messages: [message({ seq: 3 }), message({ seq: 4 })], rev: 9, atStart: true, atEnd: false }, "older");
  window.extend({ messages: [message({ seq: 7 })], rev: 9, atStart: false, atEnd: true }, "newer");
  assert.deepEqual([seqs(window), window.atStart, window.atEnd], [[3, 4, 5, 6, 7], true, true]);
});

test("trimming drops the oldest messages and the start", () => {
  const window = windowOf([1, 2, 3], { atStart: true, atEnd: true });
  window.trim(3);
  assert.ok(window.atStart);
  window.trim(2);
  assert.deepEqual([seqs(window), window.atStart, window.atEnd], [[2, 3], false, true]);
});

test("trimming the newest messages drops the end", () => {
  const window = windowOf([1, 2, 3], { atStart: true, atEnd: true });
  assert.equal(window.trimNewest(3), false);
  assert.ok(window.trimNewest(2));
  assert.deepEqual([seqs(window), window.atStart, window.atEnd], [[1, 2], true, false]);
  assert.equal(window.put(message({ seq: 4 })), false);
});

test("a message is found by its seq", () => {
  const window = windowOf([5, 8]);
  assert.deepEqual([window.at(8)?.seq, window.at(6), window.at(99)], [8, undefined, undefined]);
});

test("a quote follows its edited or deleted original, even from outside the window", () => {
  const original = message({ seq: 1 });
  const { id, seq, author, content } = original;
  const reply = message({ seq: 6, replyTo: { id, seq, author, content, deletedAt: null } });
  const window = new MessageWindow();
  window.replace({ messages: [message({ seq: 5 }), reply], atStart: false, atEnd: true });

  const edited = { ...original, rev: 7, content: "other\n\ntext", editedAt: "2026-03-02T10:00:00.000Z" };
  assert.ok(window.put(edited));
  assert.equal(window.at(6)?.replyTo?.content, "other text");
  assert.notEqual(window.at(6), reply, "a view compares by identity");
  assert.ok(!window.put(edited), "the same again changes nothing");

  const deletedAt = "2026-03-02T11:00:00.000Z";
  assert.ok(window.put({ ...edited, rev: 8, content: "", deletedAt }));
  assert.deepEqual([window.at(6)?.replyTo?.content, window.at(6)?.replyTo?.deletedAt], ["", deletedAt]);
  assert.equal(window.at(1), undefined);
});
