const UNIT_SECONDS = /** @type {Record<string, number>} */ ({
  m: 60,
  min: 60,
  h: 3600,
  d: 86400,
  w: 604800,
  分钟: 60,
  小时: 3600,
  天: 86400,
});
const SECONDS = /^(\d{1,6})\s*(?:s|秒)?(?:\s|$)\s*/i;
const PERSON = /^[@＠](\S+)\s*/;
const SPAN = /^(\d{1,4})\s*(m|min|h|d|w|分钟|小时|天)(?:\s|$)\s*/i;

/**
 * Parse `@bob 2h he shouts`: whom a moderator means, for how long, and why.
 * @param {string} text
 * @returns {{name: string, seconds: number | undefined, reason: string} | null} null without a name or without a reason;
 *   no `seconds` without a time
 */
export function parseMeasure(text) {
  const person = text.match(PERSON);
  if (!person) return null;
  const after = text.slice(person[0].length);
  const span = after.match(SPAN);
  const reason = after.slice((span ?? [""])[0].length).trim();
  return reason ? { name: person[1], seconds: span ? secondsOf(span) : undefined, reason } : null;
}

/**
 * Parse the wait of slow mode: `30s`, `5m`, or `off`.
 * @param {string} text
 * @returns {number | null} seconds, 0 for `off`; null if it is none of these
 */
export function parseWait(text) {
  const trimmed = text.trim();
  if (/^(off|关|关闭)$/i.test(trimmed)) return 0;
  const seconds = trimmed.match(SECONDS);
  if (seconds && seconds[0].length === trimmed.length) return Number(seconds[1]);
  const span = trimmed.match(SPAN);
  return span && span[0].length === trimmed.length ? secondsOf(span) : null;
}

/** @param {RegExpMatchArray} span of SPAN */
function secondsOf(span) {
  return Number(span[1]) * UNIT_SECONDS[span[2].toLowerCase()];
}
