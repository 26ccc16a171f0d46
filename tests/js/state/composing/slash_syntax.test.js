import assert from "node:assert/strict";
import { test } from "node:test";
import { asAction, readReminder, readSlash } from "../../../../static/js/state/composing/slash_syntax.js";

test("a command is a word behind one slash at the very beginning", () => {
  assert.deepEqual(readSlash("/topic  new\ntext "), { kind: "run", name: "topic", rest: "new\ntext" });
  assert.deepEqual(readSlash("/HELP"), { kind: "run", name: "help", rest: "" });
  for (const text of ["/usr/bin is full", "/ a", " /me", "1/2", "//", "/7"])
    assert.deepEqual(readSlash(text), { kind: "send", content: text }, text);
});

test("two slashes send one", () => {
  assert.deepEqual(readSlash("//me waves"), { kind: "send", content: "/me waves" });
});

test("what one does is in italics, whatever marks it has itself", () => {
  assert.equal(asAction("waves"), "_waves_");
  assert.equal(asAction("uses *snake_case*"), "*uses snake_case*");
  assert.equal(asAction("one\n\ntwo"), "_one_\n\n_two_");
});

test("a reminder says when, and of what", () => {
  const now = new Date(2026, 2, 2, 9, 0);
  const read = (/** @type {string} */ text) => readReminder(text, now);
  assert.deepEqual(read("20m drink tea"), { at: new Date(2026, 2, 2, 9, 20), text: "drink tea" });
  assert.deepEqual(read("in 2 h call"), { at: new Date(2026, 2, 2, 11, 0), text: "call" });
  assert.deepEqual(read("10分钟后喝茶"), { at: new Date(2026, 2, 2, 9, 10), text: "喝茶" });
  assert.deepEqual(read("14:30 call"), { at: new Date(2026, 2, 2, 14, 30), text: "call" });
  assert.deepEqual(read("8:15 run"), { at: new Date(2026, 2, 3, 8, 15), text: "run" });
  assert.deepEqual([read("20m"), read("drink tea"), read("25:00 x")], [null, null, null]);
});
