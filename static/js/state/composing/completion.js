import { inFence } from "./markdown_text.js";

/**
 * A word that is being typed and can be completed, from `start` to the caret; `query` is the word without its sign.
 * @typedef {{start: number, query: string}} Token
 */

const ROOM = /(?<![#＃/&])(?<![A-Za-z0-9_])[#＃]([\p{L}\p{M}\p{N}_-]{0,40})$/u;
// A time (12:30) and a smiley (:D) do not match.
const EMOJI = /(?<![\p{L}\p{N}:：])[:：]([\p{L}\p{N}_+-]{2,30})$/u;
const SHORTCODE = /(?<![\p{L}\p{N}:：\\])[:：]([\p{L}\p{N}_+-]{1,30})[:：]$/u;
const COMMAND = /^\/([a-z]*)$/;

/** @param {string} text @param {number} caret @returns {Token | null} */
export const roomAt = (text, caret) => tokenAt(ROOM, text, caret);

/** @param {string} text @param {number} caret @returns {Token | null} */
export const emojiAt = (text, caret) => tokenAt(EMOJI, text, caret);

/**
 * Return the name of an emoji that ends at the caret with its colon, and is not in code.
 * @param {string} text @param {number} caret @returns {Token | null}
 */
export function shortcodeAt(text, caret) {
  const token = tokenAt(SHORTCODE, text, caret);
  const line = token ? text.slice(text.lastIndexOf("\n", token.start - 1) + 1, token.start) : "";
  return line.split("`").length % 2 ? token : null;
}

/** Only at the beginning of the text. @param {string} text @param {number} caret @returns {Token | null} */
export const commandAt = (text, caret) => tokenAt(COMMAND, text, caret);

/**
 * @param {string} text @param {number} caret @param {Token} token @param {string} insert the text for its place
 * @returns {import("./markdown_text.js").TextChange} with one space after the text
 */
export function completed(text, caret, { start }, insert) {
  const space = text[caret] === " ";
  const end = start + insert.length + 1;
  return { start, end: caret, text: space ? insert : `${insert} `, select: [end, end] };
}

/** @param {RegExp} pattern @param {string} text @param {number} caret */
function tokenAt(pattern, text, caret) {
  const found = text.slice(0, caret).match(pattern);
  return found && !inFence(text, caret) ? { start: caret - found[0].length, query: found[1] } : null;
}
