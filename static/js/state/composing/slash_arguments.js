/**
 * Write `/me waves` as Markdown that every client can show: each line in italics.
 * @param {string} text
 */
export function toItalics(text) {
  const mark = text.includes("_") ? "*" : "_";
  const plain = mark === "*" ? text.replaceAll("*", "") : text;
  return plain
    .split("\n")
    .map((line) => line.trim() && mark + line.trim() + mark)
    .join("\n");
}

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
const SPAN = /^(?:in\s+)?(\d{1,4})\s*(m|min|h|d|w|分钟|小时|天)(?:后|\s|$)\s*/i;
const CLOCK = /^(?:at\s+)?([01]?\d|2[0-3])[:：]([0-5]\d)(?:\s|$)\s*/;

/**
 * Parse `20m drink tea` or `14:30 call Bob`. A time of day means the next time that a clock shows it.
 * @param {string} text
 * @param {Date} now
 * @returns {{at: Date, text: string} | null} null without a time or without a text
 */
export function parseReminder(text, now) {
  const span = text.match(SPAN);
  const clock = text.match(CLOCK);
  const rest = text.slice((span ?? clock ?? [""])[0].length).trim();
  if ((!span && !clock) || !rest) return null;
  if (span)
    return { at: new Date(now.getTime() + Number(span[1]) * UNIT_SECONDS[span[2].toLowerCase()] * 1000), text: rest };
  const at = new Date(now);
  at.setHours(Number(clock?.[1]), Number(clock?.[2]), 0, 0);
  if (at <= now) at.setDate(at.getDate() + 1);
  return { at, text: rest };
}
