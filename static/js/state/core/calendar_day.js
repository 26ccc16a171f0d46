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
