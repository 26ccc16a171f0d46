/** @type {Map<string | undefined, Intl.DateTimeFormat>} creating one costs more than formatting a page of messages */
const formats = new Map();

/**
 * @param {string} time RFC 3339
 * @param {string} [timeZone] IANA name; the browser's own by default, and if the browser does not know the name
 * @returns {string} the calendar day in that zone, as YYYY-MM-DD
 */
export function dayOf(time, timeZone) {
  const format = formats.get(timeZone) ?? dayFormat(timeZone);
  formats.set(timeZone, format);
  return format.format(new Date(time));
}

/**
 * Count days back in the calendar. The day of the month is at most the last one there: a month before March 31 is February 28.
 * @param {string} day YYYY-MM-DD
 * @param {{days?: number, months?: number}} back
 * @returns {string} YYYY-MM-DD
 */
export function daysBefore(day, { days = 0, months = 0 }) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  const moved = new Date(Date.UTC(year, month - 1 - months, Math.min(date, last) - days));
  return moved.toISOString().slice(0, 10);
}

/** The Swedish locale writes dates in the ISO format. @param {string} [timeZone] */
function dayFormat(timeZone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { year: "numeric", month: "2-digit", day: "2-digit" };
  try {
    return new Intl.DateTimeFormat("sv", { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat("sv", options);
  }
}
