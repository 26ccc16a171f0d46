import assert from "node:assert/strict";
import { test } from "node:test";
import { parseReminder, toItalics } from "../../../../static/js/state/composing/slash_arguments.js";

test("the text of /me is in italics, even if it contains marks itself", () => {
  assert.equal(toItalics("waves"), "_waves_");
  assert.equal(toItalics("uses *snake_case*"), "*uses snake_case*");
  assert.equal(toItalics("one\n\ntwo"), "_one_\n\n_two_");
});

const NOW = new Date("2026-03-02T09:00:00Z"); // a Monday

for (const [text, at, about] of [
  ["20m drink tea", "09:20", "drink tea"],
  ["in 30 minutes: look", "09:30", "look"],
  ["tomorrow 9:00 call Bob", "+1 09:00", "call Bob"],
  ["me tomorrow at 9:00 to call Bob", "+1 09:00", "call Bob"],
  ["下午3点喝茶", "15:00", "喝茶"],
  ["提醒我明天上午10点半 开会", "+1 10:30", "开会"],
  ["10分钟后喝茶", "09:10", "喝茶"],
  ["8:15 run", "+1 08:15", "run"],
  ["to call Bob in 2 hours", "11:00", "call Bob"],
  ["call Bob tomorrow at 9", "+1 09:00", "call Bob"],
  ["call Bob at 3pm", "15:00", "call Bob"],
])
  test(`"${text}" is a reminder of "${about}"`, () => {
    const [day, clock] = at.startsWith("+") ? [3, at.slice(3)] : [2, at];
    const expected = { at: new Date(`2026-03-0${day}T${clock}:00Z`), text: about };
    assert.deepEqual(parseReminder(text, NOW, "UTC"), expected);
  });

for (const text of ["20m", "drink tea", "25:00 x", "tomorrow", "lie in the sun", "3天喝茶", "tomorrowland x", ""])
  test(`"${text}" is no reminder`, () => assert.equal(parseReminder(text, NOW, "UTC"), null));

test("a clock time is one of the given zone", () => {
  assert.deepEqual(parseReminder("18:00 call", NOW, "Asia/Shanghai")?.at, new Date("2026-03-02T10:00:00Z"));
});
