import assert from "node:assert/strict";
import { test } from "node:test";
import { AckTimeout, CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";

test("an error can be stored and restored", () => {
  const wire = { code: "rate_limited", message: "Slow down", retryAfterMs: 0, fields: { content: "long" } };
  assert.deepEqual(JSON.parse(JSON.stringify(new CommandError(wire))), wire);
});

test("a refusal leaves out what the server did not say", () => {
  assert.deepEqual(new CommandError({ code: "muted", message: "No" }).toJSON(), { code: "muted", message: "No" });
});

test("a timeout counts as a lost connection", () => {
  assert.ok(new AckTimeout() instanceof ConnectionLost);
});
