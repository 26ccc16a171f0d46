/**
 * What a text means to the page. `send`: a message, perhaps without its first slash. `run`: a command with what stands behind it.
 * @typedef {{kind: "send", content: string} | {kind: "run", name: string, rest: string}} Reading
 */

const COMMAND = /^\/([a-z]+)(?:\s+([\s\S]*))?$/i;

/**
 * A path such as `/usr/bin` is a message; `//` writes a slash where one would be a command.
 * @param {string} text
 * @returns {Reading}
 */
export function readSlash(text) {
  if (/^\/\/\S/.test(text)) return { kind: "send", content: text.slice(1) };
  const found = text.match(COMMAND);
  if (!found) return { kind: "send", content: text };
  return { kind: "run", name: found[1].toLowerCase(), rest: (found[2] ?? "").trim() };
}

/**
 * `/me waves` as Markdown that every client shows: each line in italics.
 * @param {string} text
 */
export function asAction(text) {
  const mark = text.includes("_") ? "*" : "_";
  const plain = mark === "*" ? text.replaceAll("*", "") : text;
  return plain
    .split("\n")
    .map((line) => line.trim() && mark + line.trim() + mark)
    .join("\n");
}

const UNITS = /** @type {Record<string, number>} */ ({
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
 * `20m drink tea`, `14:30 call Bob`: the next time that a clock shows so.
 * @param {string} text
 * @param {Date} now
 * @returns {{at: Date, text: string} | null} null where no time is given, or no text
 */
export function readReminder(text, now) {
  const span = text.match(SPAN);
  const clock = text.match(CLOCK);
  const rest = text.slice((span ?? clock ?? [""])[0].length).trim();
  if ((!span && !clock) || !rest) return null;
  if (span) return { at: new Date(now.getTime() + Number(span[1]) * UNITS[span[2].toLowerCase()] * 1000), text: rest };
  const at = new Date(now);
  at.setHours(Number(clock?.[1]), Number(clock?.[2]), 0, 0);
  if (at <= now) at.setDate(at.getDate() + 1);
  return { at, text: rest };
}
