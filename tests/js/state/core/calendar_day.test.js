import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf } from "../../../../static/js/state/core/calendar_day.js";

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
