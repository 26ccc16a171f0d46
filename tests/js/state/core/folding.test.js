import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fold } from "../../../../static/js/state/core/folding.js";

/** The rows that the server folds too: tests/text/search/test_folding.py. @type {[string, string][]} */
const ROWS = JSON.parse(readFileSync(new URL("../../../fixtures/rows/folded_names.json", import.meta.url), "utf8"));

for (const [text, folded] of ROWS)
  test(`"${text}" is folded as on the server`, () => {
    assert.equal(fold(text).normalize("NFC").replace(/\s+/g, " "), folded);
  });

test("the beginning of a Korean syllable is a beginning of the text", () => {
  assert.ok(fold("한국").startsWith(fold("하")));
});

test("vowels of Indic scripts are kept", () => {
  assert.notEqual(fold("कि"), fold("क"));
});
