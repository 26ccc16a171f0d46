import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMeasure, parseWait } from "../../../../static/js/state/moderation/measure_arguments.js";

test("a measure has a person, a time if there is one, and a reason", () => {
  assert.deepEqual(parseMeasure("@bob 2h he shouts"), { name: "bob", seconds: 7200, reason: "he shouts" });
  assert.deepEqual(parseMeasure("@bob he shouts"), { name: "bob", seconds: undefined, reason: "he shouts" });
  assert.deepEqual(parseMeasure("＠小宇 3天 刷屏"), { name: "小宇", seconds: 259_200, reason: "刷屏" });
  for (const text of ["", "bob 2h reason", "@bob", "@bob 2h", "@"]) assert.equal(parseMeasure(text), null);
});

test("the wait of slow mode is in seconds or longer units, or off", () => {
  assert.deepEqual(["30s", "30", "5m", "2h", "off", "10秒", "关闭"].map(parseWait), [30, 30, 300, 7200, 0, 10, 0]);
  for (const text of ["", "fast", "30s please", "-1"]) assert.equal(parseWait(text), null);
});
