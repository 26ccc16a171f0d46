import assert from "node:assert/strict";
import { test } from "node:test";
import { readTime } from "../../../../static/js/state/later/time_words.js";

const NOW = Date.parse("2026-11-28T14:20:30Z"); // a Saturday

/** @param {string} text @param {number} [now] @param {string} [timeZone] */
function read(text, now = NOW, timeZone = "UTC") {
  const found = readTime(text, { now, timeZone });
  return found && { at: new Date(found.at).toISOString().slice(0, 19), rest: text.slice(found.end) };
}

/** Texts that are a time, as CLDR's English and Chinese patterns and people write them. @type {Record<string, string>} */
const TIMES = {
  "20m": "2026-11-28T14:40:30",
  "20 min": "2026-11-28T14:40:30",
  "in 30 minutes": "2026-11-28T14:50:30",
  "in 2 hours": "2026-11-28T16:20:30",
  "in an hour": "2026-11-28T15:20:30",
  "half an hour": "2026-11-28T14:50:30",
  "1h30m": "2026-11-28T15:50:30",
  "1 hour and 5 minutes": "2026-11-28T15:25:30",
  "90s": "2026-11-28T14:22:00",
  "1 day": "2026-11-29T14:20:30",
  "3 days from now": "2026-12-01T14:20:30",
  "2w": "2026-12-12T14:20:30",
  "in 2 weeks": "2026-12-12T14:20:30",
  "in 3 months": "2027-02-28T14:20:30",
  "15:00": "2026-11-28T15:00:00",
  "１５：００": "2026-11-28T15:00:00",
  "at 15:00": "2026-11-28T15:00:00",
  "9:30": "2026-11-29T09:30:00",
  "3pm": "2026-11-28T15:00:00",
  "3 p.m.": "2026-11-28T15:00:00",
  "at 11:45 PM": "2026-11-28T23:45:00",
  "12am": "2026-11-29T00:00:00",
  "12 pm": "2026-11-29T12:00:00",
  "at 9": "2026-11-29T09:00:00",
  noon: "2026-11-29T12:00:00",
  midnight: "2026-11-29T00:00:00",
  tomorrow: "2026-11-29T09:00:00",
  "Tomorrow at 14:05": "2026-11-29T14:05:00",
  "tomorrow, 9am": "2026-11-29T09:00:00",
  "tomorrow 8": "2026-11-29T08:00:00",
  "9:00 tomorrow": "2026-11-29T09:00:00",
  "today 18:00": "2026-11-28T18:00:00",
  tonight: "2026-11-28T20:00:00",
  "tonight at 9": "2026-11-28T21:00:00",
  monday: "2026-11-30T09:00:00",
  "on Fri 3pm": "2026-12-04T15:00:00",
  "saturday 15:00": "2026-11-28T15:00:00",
  "saturday 9:00": "2026-12-05T09:00:00",
  "next tuesday": "2026-12-01T09:00:00",
  "2026-12-24 18:00": "2026-12-24T18:00:00",
  "2027/1/2": "2027-01-02T09:00:00",
  "20分钟后": "2026-11-28T14:40:30",
  "２小时后": "2026-11-28T16:20:30",
  半小时后: "2026-11-28T14:50:30",
  半个小时后: "2026-11-28T14:50:30",
  两个小时以后: "2026-11-28T16:20:30",
  "1个半小时后": "2026-11-28T15:50:30",
  再过十五分钟: "2026-11-28T14:35:30",
  三天后: "2026-12-01T14:20:30",
  一周后: "2026-12-05T14:20:30",
  两个月后: "2027-01-28T14:20:30",
  下午3点: "2026-11-28T15:00:00",
  下午３点: "2026-11-28T15:00:00",
  下午三点半: "2026-11-28T15:30:00",
  "下午3:30": "2026-11-28T15:30:00",
  上午9点: "2026-11-29T09:00:00",
  早上8点一刻: "2026-11-29T08:15:00",
  中午12点: "2026-11-29T12:00:00",
  中午1点: "2026-11-29T13:00:00",
  晚上8点30分: "2026-11-28T20:30:00",
  晚上12点: "2026-11-29T00:00:00",
  凌晨1点: "2026-11-29T01:00:00",
  "15点": "2026-11-28T15:00:00",
  明天: "2026-11-29T09:00:00",
  明天下午3点: "2026-11-29T15:00:00",
  明早八点: "2026-11-29T08:00:00",
  明晚8点: "2026-11-29T20:00:00",
  今晚: "2026-11-28T20:00:00",
  今晚9点: "2026-11-28T21:00:00",
  后天上午十点: "2026-11-30T10:00:00",
  大后天: "2026-12-01T09:00:00",
  周一: "2026-11-30T09:00:00",
  星期五下午2点: "2026-12-04T14:00:00",
  下周三: "2026-12-02T09:00:00",
  下下周三: "2026-12-09T09:00:00",
  "12月24日18:00": "2026-12-24T18:00:00",
  "1月5号": "2027-01-05T09:00:00",
  "2027年3月1日 上午9点": "2027-03-01T09:00:00",
};
for (const [text, at] of Object.entries(TIMES))
  test(`"${text}" is ${at}`, () => {
    assert.deepEqual(read(text), { at, rest: "" });
    assert.deepEqual(read(`${text} call`)?.at, text === "tomorrow 8" ? "2026-11-29T09:00:00" : at);
  });

for (const text of ["", "9", "whenever", "25:00", "at 25", "9:75", "13pm", "today", "今天", "3天喝茶", "5 apples"])
  test(`"${text}" is no time`, () => assert.equal(read(text), null));
for (const text of ["as soon as possible", "am I late", "ad", "half am"])
  test(`"${text}" is no time`, () => assert.equal(read(text), null));
for (const text of ["2026-02-30", "13月1日", "tomorrowland", "minutes", "monkey", "noonday", "a message", "周", "点"])
  test(`"${text}" is no time`, () => assert.equal(read(text), null));

test("days, weeks and months are counted by the calendar, hours by the clock", () => {
  const evening = Date.parse("2026-03-07T23:00:00Z"); // 18:00 before the night in which New York skips an hour
  const read18 = (/** @type {string} */ text) => read(text, evening, "America/New_York")?.at;
  assert.equal(read18("1 day"), "2026-03-08T22:00:00");
  assert.equal(read18("24 hours"), "2026-03-08T23:00:00");
  assert.equal(read18("1 week"), "2026-03-14T22:00:00");
  assert.equal(read18("1 month"), "2026-04-07T22:00:00");
  assert.equal(read("in 1 month", Date.parse("2026-01-31T10:00:00Z"))?.at, "2026-02-28T10:00:00");
});

test("a clock time that the change leaves out is moved on, and one that it repeats is the next of both", () => {
  const before = Date.parse("2026-03-08T05:00:00Z");
  assert.equal(read("2:30", before, "America/New_York")?.at, "2026-03-08T07:30:00");
  assert.equal(
    read("tomorrow 0:00", Date.parse("2026-09-05T12:00:00Z"), "America/Santiago")?.at,
    "2026-09-06T04:00:00",
  );
  const between = Date.parse("2026-11-01T05:45:00Z"); // the first 1:45
  assert.equal(read("1:30", between, "America/New_York")?.at, "2026-11-01T06:30:00");
});

test("clock times and days are those of the zone", () => {
  const late = Date.parse("2026-11-28T20:00:00Z"); // the 29th in Shanghai
  assert.equal(read("tomorrow 9:00", late, "Asia/Shanghai")?.at, "2026-11-30T01:00:00");
  assert.equal(read("下午3点", late, "Asia/Shanghai")?.at, "2026-11-29T07:00:00");
});
