import assert from "node:assert/strict";
import { test } from "node:test";
import { closePolicy } from "../../../../static/js/net/connection/close_policy.js";

test("every close code of the protocol has a policy", () => {
  const table = Object.fromEntries(
    [1000, 1008, 1009, 1012, 1013, 4401, 4403, 4408].map((code) => [code, closePolicy(code).retry]),
  );
  assert.deepEqual(table, {
    1000: "never",
    1008: "never",
    1009: "backoff",
    1012: "slot",
    1013: "backoff",
    4401: "never",
    4403: "never",
    4408: "token",
  });
});

test("any other close code is a network error, and is retried", () => {
  for (const code of [1001, 1005, 1006, 1011, 1015, 4999]) {
    assert.deepEqual(closePolicy(code), { retry: "backoff", reason: "network" });
  }
});
