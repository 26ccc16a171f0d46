import { readTime } from "../later/time_words.js";

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

const MOST_WORDS_OF_TIME = 6;
// `sat` and `sun` at the end of a text are words.
const SHORT_WORD = /^\p{L}{1,4}$/u;

/**
 * Parse `20m drink tea`, `tomorrow 9:00 call Bob`, `下午3点喝茶`, or the time behind the text: `call Bob tomorrow at 9`.
 * @param {string} text
 * @param {Date} now
 * @param {string} [timeZone] that of the clock times; the browser's own by default
 * @returns {{at: Date, text: string} | null} null without a time or without a text
 */
export function parseReminder(text, now, timeZone) {
  const clock = { now: now.getTime(), timeZone };
  const told = text.trim().replace(/^(?:me\s+|提醒我\s*)/i, "");
  const first = readTime(told, clock);
  if (first) return reminder(first.at, told.slice(first.end).replace(/^[\s,，、:：]+/, ""));
  const words = [...told.matchAll(/(?<=\s)\S+/g)].slice(-MOST_WORDS_OF_TIME);
  for (const { index } of words) {
    const rest = told.slice(index);
    const last = SHORT_WORD.test(rest) ? null : readTime(rest, clock);
    if (last && last.end === rest.length) return reminder(last.at, told.slice(0, index));
  }
  return null;
}

/** @param {number} at @param {string} text */
function reminder(at, text) {
  const said = text.replace(/^to\s+/i, "").trim();
  return said ? { at: new Date(at), text: said } : null;
}
