/** The filters of the search box (chat/text/search/query.py), and the kinds for `has:`. */
export const FILTERS = ["from", "in", "has", "before", "after", "on"];
export const KINDS = ["link", "image", "file", "reaction"];

/** @typedef {{name: string, value: string, start: number, end: number}} FilterAt the filter at the caret, and its position */

/**
 * @param {string} text
 * @param {number} caret
 * @returns {FilterAt | null} the filter that is being written
 */
export function filterAt(text, caret) {
  const start = wordStart(text, caret);
  const match = text.slice(start, caret).match(/^([a-z]+)[:：](["“]?)([^"“”]*)$/i);
  const name = match?.[1].toLowerCase() ?? "";
  if (!match || !FILTERS.includes(name)) return null;
  return { name, value: match[3].replace(/^[@#＠＃]/u, ""), start, end: caret };
}

/**
 * @param {string} text
 * @param {FilterAt} filter
 * @param {string} value
 * @returns {{text: string, caret: number}} the text with the value in its place and a space after it
 */
export function completeFilter(text, { name, start, end }, value) {
  const written = `${name}:${quoted(value)} `;
  const rest = text.slice(end).replace(/^\S*\s*/u, "");
  return { text: text.slice(0, start) + written + rest, caret: start + written.length };
}

/**
 * @param {string} text
 * @param {string} name
 * @returns {string} the text with the beginning of a filter at its end
 */
export function addFilter(text, name) {
  const before = text.trimEnd();
  return `${before}${before ? " " : ""}${name}:`;
}

/**
 * The value of `in:` for a room: its name, the other user of a direct room, or else its id.
 * @param {import("../../types.js").RoomEntry} entry
 * @returns {string}
 */
export function roomValue({ id, name, slug, kind, peer }) {
  if (peer) return `@${peer.username}`;
  if (kind === "direct") return String(id);
  return slug || name;
}

/** @param {string} value */
function quoted(value) {
  return /\s/u.test(value) ? `"${value.replace(/["“”]/gu, "")}"` : value;
}

/** The start of the word at the caret. Quoted words count as one. @param {string} text @param {number} caret */
function wordStart(text, caret) {
  let start = 0;
  let inside = false;
  for (let at = 0; at < caret; at += 1) {
    if (/["“”]/u.test(text[at])) inside = !inside;
    else if (!inside && /\s/u.test(text[at])) start = at + 1;
  }
  return start;
}
