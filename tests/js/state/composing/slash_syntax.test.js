import assert from "node:assert/strict";
import { test } from "node:test";
import { readSlash } from "../../../../static/js/state/composing/slash_syntax.js";

test("a command is a word after one slash at the very beginning", () => {
  assert.deepEqual(readSlash("/topic  new\ntext "), { kind: "run", name: "topic", rest: "new\ntext" });
  assert.deepEqual(readSlash("/HELP"), { kind: "run", name: "help", rest: "" });
  for (const text of ["/usr/bin is full", "/ a", " /me", "1/2", "//", "/7"])
    assert.deepEqual(readSlash(text), { kind: "send", content: text }, text);
});

test("two slashes begin a message with one slash", () => {
  assert.deepEqual(readSlash("//me waves"), { kind: "send", content: "/me waves" });
});
