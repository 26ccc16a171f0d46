import assert from "node:assert/strict";
import { test } from "node:test";
import { TimeFormat } from "../../../../static/js/views/ui/time_format.js";

const NOON = Date.parse("2026-03-02T12:00:00Z");

test("a time is shown in the user's time zone, with 24 hours", () => {
  assert.equal(
    new TimeFormat({ timeZone: "Asia/Shanghai", language: "en" }).clock("2026-03-02T12:05:00.000Z"),
    "20:05",
  );
  assert.equal(new TimeFormat({ timeZone: "UTC", language: "en" }).clock("2026-03-02T00:05:00.000Z"), "00:05");
});

test("a day is shown as today, yesterday, or a date in words", () => {
  const times = new TimeFormat({ timeZone: "UTC", language: "en" });
  assert.equal(times.day("2026-03-02", NOON), "Today");
  assert.equal(times.day("2026-03-01", NOON), "Yesterday");
  assert.equal(times.day("2026-02-27", NOON), "Friday, February 27, 2026");
});

test("today begins at midnight in the user's time zone", () => {
  const times = new TimeFormat({ timeZone: "Asia/Shanghai", language: "en" });
  assert.equal(times.day("2026-03-03", Date.parse("2026-03-02T17:00:00Z")), "Today");
});

test("an unknown time zone is replaced by the browser's own", () => {
  assert.match(
    new TimeFormat({ timeZone: "Mars/Olympus", language: "en" }).clock("2026-03-02T12:05:00.000Z"),
    /^\d\d:\d5$/,
  );
});

test("an age is shown in the largest unit that fits", () => {
  const times = new TimeFormat({ timeZone: "UTC", language: "en" });
  const before = (/** @type {number} */ seconds) => new Date(NOON - seconds * 1000).toISOString();
  assert.deepEqual(
    [-5, 20, 60, 3599, 7300, 90_000].map((seconds) => times.ago(before(seconds), NOON)),
    ["now", "now", "1 min. ago", "59 min. ago", "2 hr. ago", "yesterday"],
  );
});

test("days are counted by the calendar, also over a clock change", () => {
  const times = new TimeFormat({ timeZone: "America/New_York", language: "en" });
  // Half past midnight after a day of 23 hours, and half past 23 on a day of 25.
  assert.equal(times.day("2026-03-08", Date.parse("2026-03-09T04:30:00Z")), "Yesterday");
  assert.equal(times.day("2026-10-31", Date.parse("2026-11-02T04:30:00Z")), "Yesterday");
  const now = Date.parse("2026-03-11T12:00:00Z"); // 8:00 on a Wednesday
  assert.deepEqual(
    ["2026-03-10T11:00:00Z", "2026-03-09T13:00:00Z", "2026-03-08T13:00:00Z", "2026-02-20T04:30:00Z"].map((time) =>
      times.ago(time, now),
    ),
    ["yesterday", "2 days ago", "3 days ago", "20 days ago"],
  );
  assert.equal(times.ago("2026-01-11T12:00:00Z", now), "last mo.");
});
