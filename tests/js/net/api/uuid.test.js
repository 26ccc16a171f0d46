import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid } from "../../../../static/js/net/api/uuid.js";

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a UUID is random, even without a secure context", () => {
  const insecure = { getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto) };
  for (const crypto of [globalThis.crypto, insecure]) {
    assert.match(uuid(crypto), VERSION_4);
    assert.notEqual(uuid(crypto), uuid(crypto));
  }
});
