import assert from "node:assert/strict";
import { test } from "node:test";
import { AckTimeout, CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";

test("a refusal can be stored and made again", () => {
  const wire = { code: "rate_limited", message: "Slow down", retryAfterMs: 0, fields: { content: "long" } };
  assert.deepEqual(JSON.parse(JSON.stringify(new CommandError(wire))), wire);
});

test("a refusal leaves out what the server did not say", () => {
  assert.deepEqual(new CommandError({ code: "muted", message: "No" }).toJSON(), { code: "muted", message: "No" });
});

test("no answer in time is one way of losing the connection", () => {
  assert.ok(new AckTimeout() instanceof ConnectionLost);
});
