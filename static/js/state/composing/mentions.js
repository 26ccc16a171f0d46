import { fold, rankMatches } from "../core/text_match.js";

/**
 * @typedef {{start: number, query: string}} MentionQuery `start` is the position of the `@`
 * @typedef {Pick<import("../../types.js").Author, "id" | "username" | "displayName">} Person
 */

/**
 * As the server finds them: not inside a word (an address), unless its script is written without spaces (`你好@李雷`).
 */
const UNSPACED = String.raw`\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{3ffff}`;
const NOT_INSIDE_WORD = String.raw`(?<![@＠/])(?<!(?![${UNSPACED}])[\p{L}\p{N}_])`;
const MENTION = new RegExp(String.raw`${NOT_INSIDE_WORD}[@＠]([\p{L}\p{M}\p{N}_.-]{0,30})$`, "u");

/**
 * The mention being typed: an `@`, not inside a word or an address, and what stands between it and the caret.
 * @param {string} text
 * @param {number} caret
 * @returns {MentionQuery | null}
 */
export function mentionAt(text, caret) {
  const found = text.slice(0, caret).match(MENTION);
  return found ? { start: caret - found[0].length, query: found[1] } : null;
}

/**
 * @param {string} query what stands after the `@`
 * @param {Person[]} people the better candidates first, such as who wrote lately
 * @param {number} [limit]
 * @returns {Person[]} the best first
 */
export function rankMentions(query, people, limit = 8) {
  const exact = fold(query);
  return rankMatches(people, query, ({ username, displayName }) => [username, displayName])
    .sort((one, other) => Number(fold(other.username) === exact) - Number(fold(one.username) === exact))
    .slice(0, limit);
}
