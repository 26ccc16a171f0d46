import { readDuration, readTime } from "../later/time_words.js";

const PERSON = /^[@＠](\S+)\s*/;
const NUMBER = /^(?:for\s+)?[\d０-９]/i;
const LATEST_WORDS = 3;

/**
 * Parse `@bob 2h he shouts`: whom a moderator means, for how long, and why. Whatever may be meant as a time but is not
 * understood is refused, because a measure without a time has no end.
 * @param {string} text
 * @returns {{name: string, seconds: number | undefined, reason: string} | null} null without a name or without a reason,
 *   and with a time that is unclear or behind the reason; no `seconds` without a time
 */
export function parseMeasure(text) {
  const person = text.match(PERSON);
  if (!person) return null;
  const after = text.slice(person[0].length);
  const lasts = readDuration(after);
  const reason = after
    .slice(lasts?.end ?? 0)
    .replace(/^[\s,，、:：]+/, "")
    .trim();
  if (!reason || (lasts ? lasts.seconds < 1 : mayBeTime(reason))) return null;
  return { name: person[1], seconds: lasts?.seconds, reason };
}

/**
 * Parse the wait of slow mode: `30s`, `30`, `5m`, or `off`.
 * @param {string} text
 * @returns {number | null} seconds, 0 for `off`; null if it is none of these
 */
export function parseWait(text) {
  const trimmed = text.trim();
  if (/^(off|关|关闭)$/i.test(trimmed)) return 0;
  if (/^\d{1,6}$/.test(trimmed)) return Number(trimmed);
  const lasts = readDuration(trimmed);
  return lasts?.end === trimmed.length ? lasts.seconds : null;
}

/** @param {string} reason */
function mayBeTime(reason) {
  if (NUMBER.test(reason) || readTime(reason, { now: 0, timeZone: "UTC" })) return true;
  const words = [...reason.matchAll(/(?<=\s)\S+/g)].slice(-LATEST_WORDS);
  return words.some(({ index }) => readDuration(reason.slice(index))?.end === reason.length - index);
}
