import { dayOf, daysBefore } from "../../state/core/calendar_day.js";
import { gettext } from "./i18n.js";

const DAY_SECONDS = 86_400;
const DAY_MS = 1_000 * DAY_SECONDS;
const MONTH_DAYS = 30;
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["month", 2_592_000],
  ["day", DAY_SECONDS],
  ["hour", 3_600],
  ["minute", 60],
];

/** Formats times in the user's time zone and language. */
export class TimeFormat {
  /** @param {{timeZone?: string, language?: string}} user */
  constructor({ timeZone, language }) {
    const zone = knownZone(timeZone);
    this.timeZone = zone;
    this.clockFormat = new Intl.DateTimeFormat(language, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: zone,
    });
    this.momentFormat = new Intl.DateTimeFormat(language, {
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: zone,
    });
    this.dayFormat = new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" });
    this.agoFormat = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
    this.dateFormat = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", timeZone: zone });
    this.yearFormat = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: zone });
    this.fullFormat = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", timeZone: zone });
  }

  /** @param {string} time RFC 3339 @returns {string} such as 14:05 */
  clock(time) {
    return this.clockFormat.format(new Date(time));
  }

  /** @param {string} time RFC 3339 @returns {string} date and time in words */
  full(time) {
    return this.fullFormat.format(new Date(time));
  }

  /** @returns {string} the name of the time zone, in the user's language where it has one */
  get zoneName() {
    const zone = this.clockFormat.resolvedOptions().timeZone;
    return zone.replaceAll("_", " ");
  }

  /** @param {string} time RFC 3339 @returns {string} day and time, short */
  moment(time) {
    return this.momentFormat.format(new Date(time));
  }

  /**
   * @param {string} time RFC 3339
   * @param {number} [now] ms of the epoch
   * @returns {string} how long ago, in the largest unit that fits
   */
  ago(time, now = Date.now()) {
    const seconds = Math.min(0, Math.round((Date.parse(time) - now) / 1000));
    // A day has 23 hours at times, and "yesterday" is one of the calendar.
    const days = seconds > -DAY_SECONDS ? 0 : this.#daysUntil(time, now);
    if (days && days < MONTH_DAYS) return this.agoFormat.format(-days, "day");
    const [unit, length] = UNITS.find(([, size]) => -seconds >= size) ?? ["second", Number.POSITIVE_INFINITY];
    return this.agoFormat.format(Math.ceil(seconds / length), /** @type {Intl.RelativeTimeFormatUnit} */ (unit));
  }

  /** @param {string} time RFC 3339 @param {number} [now] @returns {string} the time if it is today, or the date */
  brief(time, now = Date.now()) {
    const day = dayOf(time, this.timeZone);
    const today = this.#dayAt(now);
    if (day === today) return this.clock(time);
    const format = day.slice(0, 4) === today.slice(0, 4) ? this.dateFormat : this.yearFormat;
    return format.format(new Date(time));
  }

  /**
   * @param {string} day YYYY-MM-DD
   * @param {number} [now] ms of the epoch
   * @returns {string} today, yesterday, or the date in words
   */
  day(day, now = Date.now()) {
    if (day === this.#dayAt(now)) return gettext("Today");
    if (day === daysBefore(this.#dayAt(now), { days: 1 })) return gettext("Yesterday");
    return this.dayFormat.format(new Date(`${day}T00:00:00Z`));
  }

  /** @param {string} time @param {number} now @returns {number} days of the calendar, at least one */
  #daysUntil(time, now) {
    const [day, today] = [dayOf(time, this.timeZone), this.#dayAt(now)].map(Date.parse);
    return Math.max(1, Math.round((today - day) / DAY_MS));
  }

  /** @param {number} time ms of the epoch */
  #dayAt(time) {
    return dayOf(new Date(time).toISOString(), this.timeZone);
  }
}

/**
 * @param {string | undefined} timeZone
 * @returns {string | undefined} undefined, for the browser's own, if the browser does not know the time zone
 */
function knownZone(timeZone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
