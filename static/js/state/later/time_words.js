import { asUtc, instantsOf, wallTime } from "./date_time_input.js";

/**
 * A time at the beginning of a text, and where it ends.
 * @typedef {{at: number, end: number}} Reading `at` in ms of the epoch
 * @typedef {{now: number, timeZone?: string}} Clock
 */

const MINUTE = 60_000;
const MORNING = 9;
const EVENING = 20;

/** Milliseconds, or days and months of the calendar: a day may have 23 hours. @type {[RegExp, "ms" | "day" | "month", number][]} */
const UNITS = [
  [/^(?:s|secs?|seconds?|秒钟?)$/, "ms", 1_000],
  [/^(?:m|mins?|minutes?|分钟?)$/, "ms", MINUTE],
  [/^(?:h|hrs?|hours?|个?小时|个?钟头?)$/, "ms", 60 * MINUTE],
  [/^(?:d|days?|天)$/, "day", 1],
  [/^(?:w|wks?|weeks?|周|个?星期|个?礼拜)$/, "day", 7],
  [/^(?:mo|months?|个月)$/, "month", 1],
];
const DIGITS = "零一二三四五六七八九十";
const NUMBER = `\\d{1,4}|[${DIGITS}两半]{1,3}|(?:half )?an?(?=\\s)`;
const UNIT =
  "(?:mo|months?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)(?![\\p{L}])|秒钟?|分钟?|个?小时|个?钟头?|天|周|个?星期|个?礼拜|个月";
const AMOUNT = new RegExp(`^(${NUMBER})\\s*(个半)?(${UNIT})\\s*(?:and\\s+(?=\\d))?`, "iu");
const IN = /^(?:in\s+|再过\s*|过\s*)/i;
const AFTER = /^(?:之后|以后|后|from now(?!\p{L}))/iu;

const DAYS = {
  tonight: 0,
  ...{ today: 0, tomorrow: 1, tmrw: 1, tmr: 1, 今天: 0, 今日: 0, 明天: 1, 明日: 1, 后天: 2, 大后天: 3 },
  ...{ 今早: 0, 今晚: 0, 明早: 1, 明晚: 1 },
};
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DAY = new RegExp(
  `^(${Object.keys(DAYS)
    .sort((one, other) => other.length - one.length)
    .join("|")})`,
  "i",
);
const WEEKDAY = /^(?:on\s+)?(next\s+)?(sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?:day)?(?!\p{L})/iu;
const WEEKDAY_ZH = /^(下下?)?个?(?:周|星期|礼拜)([一二三四五六日天])/;
const DATE = /^(?:on\s+)?(?:(\d{4})[-/.年](?=\d{1,2}[-/.月])|(?=\d{1,2}月))(\d{1,2})[-/.月](\d{1,2})(?:[日号]|(?!\d))/;

const CLOCK = /^(?:at\s+|@\s*)?(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?m\b\.?/i;
const CLOCK_24 = /^(?:at\s+|@\s*)?(\d{1,2})[:：](\d{2})(?!\d)/i;
const NAMED = /^(?:at\s+)?(noon|midday|midnight)(?!\p{L})/iu;
const HOUR_ONLY = /^(?:at\s+|@\s*)(\d{1,2})(?!\d)/i;
const HOUR_AT_END = /^(\d{1,2})\s*$/;
const PERIOD = "凌晨|清晨|早晨|早上|早|上午|中午|下午|傍晚|晚上|晚|夜里|半夜";
const CLOCK_ZH = new RegExp(
  `^(${PERIOD})?\\s*(\\d{1,2}|[${DIGITS}两]{1,3})(?:[点點时](?:(半)|([一三])刻|(\\d{1,2}|[${DIGITS}]{1,3})分?|整|钟)?|[:：](\\d{2}))`,
);
const AFTERNOON = /下午|傍晚|晚|夜里/;

/**
 * Read a time as people write it at the beginning of a text: `20m`, `in 2 hours`, `9:30`, `tomorrow at 9`, `fri 3pm`,
 * `2026-12-24 18:00`, `半小时后`, `明天下午3点`. A clock without a day means the next time that it shows this.
 * @param {string} text @param {Clock} clock @returns {Reading | null} null if the text does not begin with a time
 */
export function readTime(text, clock) {
  const signs = plain(text);
  return readSpan(signs, clock) ?? readMoment(signs, clock);
}

/**
 * Read how long something lasts, at the beginning of a text: `30s`, `2h30m`, `for 2 hours`, `3天`. A month has 31 days.
 * @param {string} text @returns {{seconds: number, end: number} | null} null if the text does not begin so
 */
export function readDuration(text) {
  const begun = text.match(/^for\s+/i)?.[0].length ?? 0;
  const found = readSpan(plain(text).slice(begun), { now: 0, timeZone: "UTC" });
  return found && { seconds: Math.ceil(found.at / 1000), end: begun + found.end };
}

/** Make each full-width sign (：３) a plain one, so that places stay the same. @param {string} text */
const plain = (text) => text.replace(/[！-～\u3000]/g, plainSign);
const plainSign = (/** @type {string} */ sign) =>
  sign === "\u3000" ? " " : String.fromCharCode(sign.charCodeAt(0) - 0xfee0);

/** @param {string} text @param {Clock} clock @returns {Reading | null} */
function readSpan(text, { now, timeZone }) {
  const begun = text.match(IN)?.[0].length ?? 0;
  const sums = { ms: 0, day: 0, month: 0 };
  let end = begun;
  for (let found = text.slice(end).match(AMOUNT); found; found = text.slice(end).match(AMOUNT)) {
    const amount = numberOf(found[1]) + (found[2] ? 0.5 : 0);
    const [, kind, size] = /** @type {typeof UNITS[0]} */ (UNITS.find(([names]) => names.test(found[3].toLowerCase())));
    // Half a day is twelve hours; other parts of a day are none.
    if (kind === "day" && amount % 1) sums.ms += amount * size * 24 * 60 * MINUTE;
    else sums[kind] += amount * size;
    end += found[0].length;
  }
  if (end === begun) return null;
  const after = text.slice(end).match(AFTER);
  end += after?.[0].length ?? 0;
  // `3天喝茶` is no time without 后.
  if (!after && !/(?:^|[\s\p{P}])$/u.test(text.slice(0, end)) && !/^(?:$|[\s\p{P}])/u.test(text.slice(end)))
    return null;
  const wall = wallTime(now, timeZone);
  const lastDay = new Date(Date.UTC(wall.year, wall.month + sums.month, 0)).getUTCDate();
  const day = (sums.month ? Math.min(wall.day, lastDay) : wall.day) + sums.day;
  const moved = { ...wall, month: wall.month + sums.month, day };
  const at = sums.day || sums.month ? instantsOf(moved, timeZone)[0] + (now % MINUTE) : now;
  return { at: at + sums.ms, end };
}

/** @param {string} text @param {Clock} clock @returns {Reading | null} */
function readMoment(text, clock) {
  const today = wallTime(clock.now, clock.timeZone);
  let day = readDay(text, today);
  const afterDay = day ? day.end + spaceAt(text, day.end) : 0;
  const time = readClock(text.slice(afterDay), day);
  let end = time ? afterDay + time.end : (day?.end ?? 0);
  if (time && !day) {
    const place = end + spaceAt(text, end);
    const following = /^\s/.test(text.slice(end)) ? readDay(text.slice(place), today) : null;
    if (following) {
      day = following;
      end = place + following.end;
    }
  }
  if (!day && !time) return null;
  if (!time && day && !day.hour) return null;
  const { hour, minute } = time ?? { hour: day?.hour ?? 0, minute: 0 };
  const at = instant({ ...today, ...day?.date, hour, minute }, clock, day);
  return at === null ? null : { at, end };
}

/**
 * @param {import("./date_time_input.js").WallTime} wall
 * @param {Clock} clock
 * @param {Day | null} day
 */
function instant(wall, { now, timeZone }, day) {
  const later = (/** @type {number} */ days) =>
    instantsOf({ ...wall, day: wall.day + days }, timeZone).find((each) => each > now);
  if (!day) return later(0) ?? later(1) ?? null;
  if (day.every) return later(0) ?? later(day.every) ?? null;
  return later(0) ?? instantsOf(wall, timeZone)[0];
}

/**
 * `hour`: the one that is meant without a clock, none if there has to be one. `every`: the days until it comes again.
 * @typedef {{date: {year?: number, month?: number, day?: number}, end: number, hour?: number, every?: number, evening?: boolean}} Day
 */

/** @param {string} text @param {import("./date_time_input.js").WallTime} today @returns {Day | null} */
function readDay(text, today) {
  const named = text.match(DAY);
  if (named && !/^[a-z]/i.test(text.slice(named[0].length))) {
    const word = /** @type {keyof typeof DAYS} */ (named[1].toLowerCase());
    const evening = word === "tonight" || word.endsWith("晚");
    const hour = evening ? EVENING : DAYS[word] > 0 || word.endsWith("早") ? MORNING : undefined;
    return { date: { day: today.day + DAYS[word] }, end: named[0].length, hour, evening };
  }
  return readWeekday(text, today) ?? readDate(text, today);
}

/** @param {string} text @param {import("./date_time_input.js").WallTime} today @returns {Day | null} */
function readWeekday(text, today) {
  const english = text.match(WEEKDAY);
  const chinese = text.match(WEEKDAY_ZH);
  const found = english ?? chinese;
  if (!found) return null;
  const wanted = english
    ? WEEKDAYS.indexOf(english[2].slice(0, 3).toLowerCase())
    : "日一二三四五六".indexOf(found[2].replace("天", "日"));
  const present = new Date(asUtc(today)).getUTCDay();
  const weeks = english ? Number(Boolean(english[1])) : (found[1]?.length ?? 0);
  // Weeks begin on Monday: on a Sunday, 下周一 is tomorrow.
  const ahead = weeks ? ((wanted + 6) % 7) - ((present + 6) % 7) + 7 * weeks : (wanted - present + 7) % 7;
  return { date: { day: today.day + ahead }, end: found[0].length, hour: MORNING, every: weeks ? undefined : 7 };
}

/** @param {string} text @param {import("./date_time_input.js").WallTime} today @returns {Day | null} */
function readDate(text, today) {
  const found = text.match(DATE);
  if (!found) return null;
  const [month, day] = [Number(found[2]), Number(found[3])];
  const isPast = month < today.month || (month === today.month && day < today.day);
  const year = found[1] ? Number(found[1]) : today.year + Number(isPast);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return { date: { year, month, day }, end: found[0].length, hour: MORNING };
}

/**
 * @param {string} text
 * @param {Day | null} day
 * @returns {{hour: number, minute: number, end: number} | null}
 */
function readClock(text, day) {
  const twelve = text.match(CLOCK);
  if (twelve && between(twelve[1], 1, 12))
    return timeOf((Number(twelve[1]) % 12) + (twelve[3].toLowerCase() === "p" ? 12 : 0), twelve[2], twelve[0]);
  const chinese = text.match(CLOCK_ZH);
  if (chinese && (chinese[1] || !chinese[6])) return chineseClock(chinese, day);
  const exact = text.match(CLOCK_24);
  if (exact) return timeOf(evened(Number(exact[1]), day), exact[2], exact[0]);
  const named = text.match(NAMED);
  if (named)
    return named[1].toLowerCase() === "midnight"
      ? timeOf(day && !day.evening ? 0 : 24, "0", named[0])
      : timeOf(12, "0", named[0]);
  const hour = text.match(HOUR_ONLY) ?? (day && text.match(HOUR_AT_END));
  return hour ? timeOf(evened(Number(hour[1]), day), "0", hour[0]) : null;
}

/** @param {RegExpMatchArray} found @param {Day | null} day */
function chineseClock(found, day) {
  const [whole, period = "", hours, half, quarters, minutes, digits] = found;
  let hour = numberOf(hours);
  if (AFTERNOON.test(period) && hour <= 12) hour += hour === 12 && /下午|傍晚/.test(period) ? 0 : 12;
  else if (period === "中午" && hour < 3) hour += 12;
  else if (/凌晨|半夜/.test(period) && hour === 12) hour = 24;
  else if (!period) hour = evened(hour, day);
  const minute = half ? 30 : quarters ? 15 * numberOf(quarters) : numberOf(minutes ?? digits ?? "0");
  return timeOf(hour, String(minute), whole);
}

/** The hour of an evening: `tonight at 8`. @param {number} hour @param {Day | null} day */
const evened = (hour, day) => (day?.evening && hour <= 12 ? (hour || 12) + 12 : hour);

/** @param {number} hour 24 is the end of the day @param {string | undefined} minute @param {string} whole */
function timeOf(hour, minute, whole) {
  const minutes = Number(minute ?? 0);
  return hour <= 24 && minutes <= 59 && hour * 60 + minutes <= 24 * 60
    ? { hour, minute: minutes, end: whole.length }
    : null;
}

/** @param {string} text @param {number} least @param {number} most */
const between = (text, least, most) => Number(text) >= least && Number(text) <= most;

/** @param {string} text @param {number} place */
const spaceAt = (text, place) => text.slice(place).match(/^[\s,，]*/)?.[0].length ?? 0;

/** @param {string} text digits, Chinese numerals up to 99, `a` or `half an` @returns {number} */
function numberOf(text) {
  const word = text.toLowerCase();
  if (/^\d/.test(word)) return Number(word);
  if (word.startsWith("half") || word === "半") return 0.5;
  if (word.startsWith("a")) return 1;
  const [tens, ones] = word.includes("十") ? word.split("十") : ["", word];
  const digit = (/** @type {string} */ sign) => (sign === "两" ? 2 : DIGITS.indexOf(sign));
  return (word.includes("十") ? (tens ? digit(tens) : 1) * 10 : 0) + (ones ? digit(ones) : 0);
}
