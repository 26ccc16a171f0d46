import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fromField,
  instantOf,
  parseDateTime,
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

test("a skipped hour becomes an existing one", () => {
  const at = fromField("2026-03-29T02:30", "Europe/Berlin") ?? 0;
  assert.ok(Math.abs(at - Date.parse("2026-03-29T01:00:00Z")) <= 1_800_000);
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

for (const [text, expected] of /** @type {[string, string | null][]} */ ([
  ["20m", "2026-11-28T14:40:30.000Z"],
  ["in 2 hours", "2026-11-28T16:20:30.000Z"],
  ["1 day", "2026-11-29T14:20:30.000Z"],
  ["2w", "2026-12-12T14:20:30.000Z"],
  ["15:00", "2026-11-28T15:00:00.000Z"],
  ["9:30", "2026-11-29T09:30:00.000Z"],
  ["tomorrow", "2026-11-29T09:00:00.000Z"],
  ["Tomorrow at 14:05", "2026-11-29T14:05:00.000Z"],
  ["tomorrow 8", "2026-11-29T08:00:00.000Z"],
  ["25:00", null],
  ["9:75", null],
  ["9", null],
  ["", null],
  ["whenever", null],
]))
  test(`"${text}" is ${expected}`, () => assert.equal(iso(parseDateTime(text, NOW, "UTC")), expected));
