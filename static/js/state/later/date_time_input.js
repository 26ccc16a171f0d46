/**
 * Future times, as people write them, in their time zone.
 * @typedef {{year: number, month: number, day: number, hour: number, minute: number}} WallTime as a clock and a calendar show it
 * @typedef {{key: "hour" | "tomorrow" | "monday", at: number}} Preset
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MORNING = 9;
/**
 * @param {number} at ms of the epoch
 * @param {string} [timeZone] IANA name; the browser's own by default
 * @returns {WallTime}
 */
export function wallTime(at, timeZone) {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute } = parts;
  return { year, month, day, hour, minute };
}

/**
 * Return when clocks there show a time: twice in the hour that a clock change repeats. In one that it leaves out, this is
 * when they would show it without the change: 2:30 becomes 3:30.
 * @param {WallTime} wall days and hours beyond the end continue in the next month or day
 * @param {string} [timeZone]
 * @returns {number[]} at least one, in ms of the epoch, the earliest first
 */
export function instantsOf(wall, timeZone) {
  const wanted = asUtc(wall);
  // No zone is further than a day from UTC, so a change near this time lies between these two.
  const offsets = [wanted - DAY, wanted + DAY].map((at) => asUtc(wallTime(at, timeZone)) - at);
  const all = [...new Set(offsets)].map((offset) => wanted - offset);
  const shown = all.filter((at) => asUtc(wallTime(at, timeZone)) === wanted);
  return shown.length > 0 ? shown.sort((one, other) => one - other) : [all[0]];
}

/**
 * @param {WallTime} wall
 * @param {string} [timeZone]
 * @returns {number} the first time when clocks there show it, in ms of the epoch
 */
export function instantOf(wall, timeZone) {
  return instantsOf(wall, timeZone)[0];
}

/** @param {number} now @param {string} [timeZone] @returns {Preset[]} in the order of time */
export function presets(now, timeZone) {
  const today = wallTime(now, timeZone);
  const morning = { ...today, hour: MORNING, minute: 0 };
  const weekday = new Date(asUtc(today)).getUTCDay();
  const toMonday = (8 - weekday) % 7 || 7;
  /** @type {Preset[]} */
  const all = [
    { key: "hour", at: Math.ceil((now + HOUR) / MINUTE) * MINUTE },
    { key: "tomorrow", at: instantOf({ ...morning, day: today.day + 1 }, timeZone) },
  ];
  if (toMonday > 1) all.push({ key: "monday", at: instantOf({ ...morning, day: today.day + toMonday }, timeZone) });
  return all.sort((one, other) => one.at - other.at);
}

/** @param {number} at @param {string} [timeZone] @returns {string} the value for a `datetime-local` field */
export function toField(at, timeZone) {
  return new Date(asUtc(wallTime(at, timeZone))).toISOString().slice(0, 16);
}

/** @param {string} text of a `datetime-local` field @param {string} [timeZone] @returns {number | null} null if the field is empty */
export function fromField(text, timeZone) {
  const match = text.match(/^(\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d)/);
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map(Number);
  return instantOf({ year, month, day, hour, minute }, timeZone);
}

/** @param {WallTime} wall @returns {number} the time as if it were one of UTC, in ms of the epoch */
export function asUtc({ year, month, day, hour, minute }) {
  return Date.UTC(year, month - 1, day, hour, minute);
}
