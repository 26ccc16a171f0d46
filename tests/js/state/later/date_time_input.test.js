import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fromField,
  instantOf,
  instantsOf,
  presets,
  toField,
  wallTime,
} from "../../../../static/js/state/later/date_time_input.js";

const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Asia/Kathmandu", "Pacific/Kiritimati"];
/** @param {number | null} at */
const iso = (at) => (at === null ? null : new Date(at).toISOString());
const NOW = Date.parse("2026-11-28T14:20:30Z"); // a Saturday

for (const zone of ZONES)
  test(`a time in ${zone} goes to the calendar and back`, () => {
    for (let at = Date.parse("2026-01-01T00:30:00Z"); at < Date.parse("2027-01-01T00:00:00Z"); at += 31 * 3_600_000) {
      assert.equal(instantOf(wallTime(at, zone), zone), at);
      assert.equal(fromField(toField(at, zone), zone), at);
    }
  });

test("a time is right on both sides of a clock change", () => {
  const hours = ["2026-03-28T09:00", "2026-03-29T09:00", "2026-10-25T09:00", "2026-10-26T09:00"];
  assert.deepEqual(
    hours.map((text) => iso(fromField(text, "Europe/Berlin"))),
    ["2026-03-28T08:00:00.000Z", "2026-03-29T07:00:00.000Z", "2026-10-25T08:00:00.000Z", "2026-10-26T08:00:00.000Z"],
  );
});

// From the tz database: clock changes by an hour, half an hour and a day, at night and at midnight.
for (const [zone, missing, moved] of [
  ["America/New_York", "2026-03-08T02:30", "2026-03-08T03:30"],
  ["America/New_York", "2026-03-08T02:00", "2026-03-08T03:00"],
  ["America/Santiago", "2026-09-06T00:00", "2026-09-06T01:00"],
  ["America/Santiago", "2026-09-06T00:59", "2026-09-06T01:59"],
  ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T03:30"],
  ["Europe/London", "2026-03-29T01:15", "2026-03-29T02:15"],
  ["Africa/Cairo", "2026-04-24T00:10", "2026-04-24T01:10"],
  ["Asia/Beirut", "2026-03-29T00:00", "2026-03-29T01:00"],
  ["Atlantic/Azores", "2026-03-29T00:30", "2026-03-29T01:30"],
  ["America/Havana", "2026-03-08T00:30", "2026-03-08T01:30"],
  ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:45"],
  ["Australia/Sydney", "2026-10-04T02:30", "2026-10-04T03:30"],
  ["Pacific/Auckland", "2026-09-27T02:00", "2026-09-27T03:00"],
  ["Pacific/Apia", "2011-12-30T12:00", "2011-12-31T12:00"],
])
  test(`${missing} does not exist in ${zone} and is moved on`, () => {
    assert.equal(toField(fromField(missing, zone) ?? 0, zone), moved);
  });

for (const [zone, repeated, first, second] of [
  ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"],
  ["America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00.000Z", "2026-11-01T06:30:00.000Z"],
  ["Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00.000Z", "2026-04-04T15:15:00.000Z"],
])
  test(`${repeated} comes twice in ${zone}`, () => {
    const at = fromField(repeated, zone) ?? 0;
    assert.deepEqual(instantsOf(wallTime(at, zone), zone).map(iso), [first, second]);
    assert.equal(iso(at), first);
  });

test("the presets are in an hour, tomorrow and Monday morning, in the user's time zone", () => {
  assert.deepEqual(
    presets(NOW, "Asia/Shanghai").map(({ key, at }) => [key, iso(at)]),
    [
      ["hour", "2026-11-28T15:21:00.000Z"],
      ["tomorrow", "2026-11-29T01:00:00.000Z"],
      ["monday", "2026-11-30T01:00:00.000Z"],
    ],
  );
});

test("on a Sunday, the presets offer Monday once", () => {
  const keys = presets(NOW + 86_400_000, "UTC").map(({ key }) => key);
  assert.deepEqual(keys, ["hour", "tomorrow"]);
});

test("presets work over the end of a month and a year", () => {
  const [, tomorrow] = presets(Date.parse("2026-12-31T10:00:00Z"), "UTC");
  assert.equal(iso(tomorrow.at), "2027-01-01T09:00:00.000Z");
});
