/**
 * Future times, as people write them, in their time zone.
 * @typedef {{year: number, month: number, day: number, hour: number, minute: number}} WallTime as a clock and a calendar show it
 * @typedef {{key: "hour" | "tomorrow" | "monday", at: number}} Preset
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MORNING = 9;
/** @type {Record<string, number>} */
const UNITS = {
  m: MINUTE,
  min: MINUTE,
  minute: MINUTE,
  h: HOUR,
  hr: HOUR,
  hour: HOUR,
  d: DAY,
  day: DAY,
  w: 7 * DAY,
  week: 7 * DAY,
};
const SPAN = /^(?:in\s+)?(\d{1,4})\s*(m|min|minute|h|hr|hour|d|day|w|week)s?$/;
const CLOCK = /^(tomorrow)?(?:\s*(?:at\s+)?(\d{1,2})(?::(\d{2}))?)?$/;

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
 * @param {WallTime} wall days and hours beyond the end continue in the next month or day
 * @param {string} [timeZone]
 * @returns {number} the time when clocks there show it, in ms of the epoch
 */
export function instantOf(wall, timeZone) {
  const wanted = asUtc(wall);
  let at = wanted;
  // Twice, because the first guess may be on the other side of a clock change.
  for (let turn = 0; turn < 2; turn += 1) at += wanted - asUtc(wallTime(at, timeZone));
  return at;
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

/**
 * Parse a short form of a time: `20m`, `in 2 hours`, `9:30`, `tomorrow`, `tomorrow at 14:00`.
 * @param {string} text
 * @param {number} now
 * @param {string} [timeZone]
 * @returns {number | null} null if the text is no time
 */
export function parseDateTime(text, now, timeZone) {
  const words = text.trim().toLowerCase().replace(/\s+/g, " ");
  const span = words.match(SPAN);
  if (span) return now + Number(span[1]) * UNITS[span[2]];
  const clock = words.match(CLOCK);
  if (!clock || (!clock[1] && !clock[3])) return null;
  const [hour, minute] = [Number(clock[2] ?? MORNING), Number(clock[3] ?? 0)];
  if (hour > 23 || minute > 59) return null;
  const today = { ...wallTime(now, timeZone), hour, minute };
  const at = instantOf({ ...today, day: today.day + (clock[1] ? 1 : 0) }, timeZone);
  return at > now ? at : instantOf({ ...today, day: today.day + 1 }, timeZone);
}

/** @param {WallTime} wall */
function asUtc({ year, month, day, hour, minute }) {
  return Date.UTC(year, month - 1, day, hour, minute);
}
