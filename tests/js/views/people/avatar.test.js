import assert from "node:assert/strict";
import { test } from "node:test";
import { initials } from "../../../../static/js/views/people/avatar.js";

// The same names as in tests/text/test_initials.py, because the server and the page must draw the same initials.
for (const [name, expected] of [
  ["Ada Lovelace", "AL"],
  ["ada", "A"],
  ["Ada King Lovelace", "AL"],
  ["李雷", "李"],
  ["李 雷", "李"],
  ["김 철수", "김"],
  ["Élodie", "É"],
  ["E\u0301lodie", "É"],
  ["ßeta", "ß"],
  ["(ada) [x]", "AX"],
  ["- Ada", "A"],
  ["42", "4"],
  ["🦊", "🦊"],
  ["🦊 Ada", "A"],
  ["", ""],
  ["Пётр Ильич", "ПИ"],
])
  test(`${JSON.stringify(name)} is drawn as ${JSON.stringify(expected)}`, () => assert.equal(initials(name), expected));
