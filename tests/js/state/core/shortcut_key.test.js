import assert from "node:assert/strict";
import { test } from "node:test";
import { shortcutKey } from "../../../../static/js/state/core/shortcut_key.js";

/** Reports of keyboards, from the layouts of CLDR: [layout, key, code, the key that is meant]. */
const KEYS = [
  ["US", "b", "KeyB", "b"],
  ["US with Caps Lock", "B", "KeyB", "b"],
  ["Dvorak, where the key of B is N", "b", "KeyN", "b"],
  ["Dvorak, whose full stop is at E", ".", "KeyE", "."],
  ["French, where the key of A is Q", "a", "KeyQ", "a"],
  ["Russian", "и", "KeyB", "b"],
  ["Russian", "ш", "KeyI", "i"],
  ["Russian", "л", "KeyK", "k"],
  ["Ukrainian", "і", "KeyS", "s"],
  ["Bulgarian", "я", "KeyZ", "z"],
  ["Greek", "β", "KeyB", "b"],
  ["Greek", "κ", "KeyK", "k"],
  ["Hebrew", "נ", "KeyB", "b"],
  ["Hebrew", "ל", "KeyK", "k"],
  ["Arabic", "لا", "KeyB", "b"],
  ["Persian", "ن", "KeyK", "k"],
  ["Thai", "ิ", "KeyB", "b"],
  ["Hindi", "व", "KeyB", "b"],
  ["Georgian", "ბ", "KeyB", "b"],
  ["Armenian", "բ", "KeyB", "b"],
  ["Korean", "ㅠ", "KeyB", "b"],
  ["Turkish", "ı", "KeyI", "i"],
  ["Mac with Option", "¨", "KeyU", "u"],
  ["Mac with a dead key", "Dead", "KeyU", "u"],
  ["US", "Enter", "Enter", "enter"],
  ["US", "9", "Digit9", "9"],
  ["an on-screen keyboard", "é", "", "é"],
];
for (const [layout, key, code, meant] of KEYS)
  test(`${key} at ${code} is ${meant} (${layout})`, () => assert.equal(shortcutKey({ key, code }), meant));
