/**
 * @typedef {{start: number, query: string}} MentionQuery `start` is the position of the `@`
 * @typedef {Pick<import("../../types.js").Author, "id" | "username" | "displayName">} Person
 */

/**
 * The same rule as on the server: not inside a word or an address, unless the script has no spaces (`你好@李雷`).
 */
const UNSPACED = String.raw`\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{3ffff}`;
const NOT_INSIDE_WORD = String.raw`(?<![@＠/])(?<!(?![${UNSPACED}])[\p{L}\p{N}_])`;
const MENTION = new RegExp(String.raw`${NOT_INSIDE_WORD}[@＠]([\p{L}\p{M}\p{N}_.-]{0,30})$`, "u");

/**
 * Find the mention that is being typed: an `@` outside of words and addresses, and the text up to the caret.
 * @param {string} text
 * @param {number} caret
 * @returns {MentionQuery | null}
 */
export function mentionAt(text, caret) {
  const match = text.slice(0, caret).match(MENTION);
  return match ? { start: caret - match[0].length, query: match[1] } : null;
}
