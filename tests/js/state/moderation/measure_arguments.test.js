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

test("a time may have any unit, and several", () => {
  const SPANS = { "30s": 30, "90 sec": 90, "2 hours": 7200, "1 week": 604_800, "2h30m": 9000, "for 2 hours": 7200 };
  for (const [span, seconds] of Object.entries({ ...SPANS, "１０分钟": 600, 两小时: 7200, "1 month": 2_678_400 }))
    assert.deepEqual(parseMeasure(`@bob ${span} he shouts`), { name: "bob", seconds, reason: "he shouts" });
});

for (const time of ["2", "0m", "1.5h", "2x", "3天刷", "1 hour5", "for 10", "10:30", "tomorrow", "next monday", "２"])
  test(`"${time}" is no time of a measure, and no measure without an end either`, () =>
    assert.equal(parseMeasure(`@bob ${time} he shouts`), null));

test("a time behind the reason is refused, unless there is one before it", () => {
  for (const reason of ["he shouts 2h", "shouting for 2 hours", "刷屏 3天"])
    assert.equal(parseMeasure(`@bob ${reason}`), null);
  assert.equal(parseMeasure("@bob 1d shouting for 2 hours")?.reason, "shouting for 2 hours");
  assert.equal(parseMeasure("@bob shouts in 2 rooms")?.seconds, undefined);
});

test("the wait of slow mode may have any unit", () => {
  assert.deepEqual(["30 seconds", "1 minute", "1m30s", "半分钟", "0s"].map(parseWait), [30, 60, 90, 30, 0]);
  for (const text of ["30s or so", "1.5m", "tomorrow"]) assert.equal(parseWait(text), null);
});
