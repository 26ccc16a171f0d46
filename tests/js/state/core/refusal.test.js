import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";
import { refusalOf } from "../../../../static/js/state/core/refusal.js";

test("a refusal keeps its code and its wait", () => {
  const error = new CommandError({ code: "rate_limited", message: "", retryAfterMs: 1_000 });
  const { code, retryAfterMs } = refusalOf(error);
  assert.deepEqual([code, retryAfterMs], ["rate_limited", 1_000]);
});

test("a lost connection and a thrown value that is no error have no code", () => {
  assert.deepEqual([refusalOf(new ConnectionLost()).code, refusalOf(null).code], [undefined, undefined]);
});
