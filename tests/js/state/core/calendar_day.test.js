import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, daysBefore } from "../../../../static/js/state/core/calendar_day.js";

test("the day is that of the user's time zone", () => {
  const time = "2026-03-01T20:30:00.000Z";
  assert.equal(dayOf(time, "UTC"), "2026-03-01");
  assert.equal(dayOf(time, "Asia/Shanghai"), "2026-03-02");
  assert.equal(dayOf(time, "America/Los_Angeles"), "2026-03-01");
});

test("a clock change does not move a message to another day", () => {
  assert.equal(dayOf("2026-03-28T23:30:00Z", "Europe/Berlin"), "2026-03-29");
  assert.equal(dayOf("2026-03-29T21:59:00Z", "Europe/Berlin"), "2026-03-29");
  assert.equal(dayOf("2026-03-29T22:00:00Z", "Europe/Berlin"), "2026-03-30");
});

test("an unknown time zone is replaced by the browser's own", () => {
  assert.match(dayOf("2026-03-01T12:00:00Z", "Mars/Olympus"), /^2026-03-0[12]$/);
});

for (const [day, back, before] of /** @type {[string, {days?: number, months?: number}, string][]} */ ([
  ["2026-03-30", { days: 1 }, "2026-03-29"],
  ["2026-03-01", { days: 1 }, "2026-02-28"],
  ["2024-03-01", { days: 1 }, "2024-02-29"],
  ["2026-01-03", { days: 7 }, "2025-12-27"],
  ["2026-03-31", { months: 1 }, "2026-02-28"],
  ["2026-01-15", { months: 1 }, "2025-12-15"],
  ["2024-02-29", { months: 12 }, "2023-02-28"],
  ["2026-03-02", {}, "2026-03-02"],
]))
  test(`${JSON.stringify(back)} before ${day} is ${before}`, () => assert.equal(daysBefore(day, back), before));
