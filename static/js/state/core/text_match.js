import { fold } from "./folding.js";

const WORDS = /[^\p{L}\p{M}\p{N}]+/u;
const IN_ORDER = 3;
const MISSPELT = 4;
const LEAST_MISSPELT = 3;
/** Letters in order may be so many times as far apart as they are many. */
const SPREAD = 3;

/**
 * Rank a text for a search: 0 if it begins with the query, 1 if one of its words does, 2 if it contains the query, else -1.
 * Chinese has no spaces between words, so 2 is the common rank there. Several words may come in any order.
 * @param {string} query as `fold` returns it
 * @param {string} text
 * @returns {number}
 */
export function matchRank(query, text) {
  const folded = fold(text);
  if (folded.startsWith(query)) return 0;
  if (folded.split(WORDS).some((word) => word.startsWith(query))) return 1;
  if (folded.includes(query)) return 2;
  const parts = query.split(/\s+/);
  return parts.length > 1 && parts.every((part) => folded.includes(part)) ? 2 : -1;
}

/**
 * Rank a text that does not match exactly: 3 if it has the letters of the query in order, 4 if one of its words begins with
 * the query but for one letter, else -1. The first letter must begin a word.
 * @param {string} query as `fold` returns it
 * @param {string} text
 * @returns {number}
 */
export function looseRank(query, text) {
  const folded = fold(text);
  if (query.length < 2) return -1;
  for (const { index } of folded.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu))
    if (isInOrder(query, folded, index)) return IN_ORDER;
  return folded.split(WORDS).some((word) => isMisspelt(query, word)) ? MISSPELT : -1;
}

/**
 * Find the items that match, the best first. Items of the same rank keep their order.
 * @template T
 * @param {T[]} items
 * @param {string} query as typed; an empty one matches everything, and one of which no letter remains matches nothing
 * @param {(item: T) => string[]} textsOf
 * @param {{loose?: boolean}} [options] `loose`: add what `looseRank` finds
 * @returns {T[]}
 */
export function rankMatches(items, query, textsOf, { loose = false } = {}) {
  const folded = fold(query);
  if (!folded && query.trim()) return [];
  return items
    .map((item) => ({ item, rank: bestRank(folded, textsOf(item), loose) }))
    .filter(({ rank }) => rank >= 0)
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}

/** @param {string} query @param {string[]} texts @param {boolean} loose */
function bestRank(query, texts, loose) {
  const exact = texts.map((text) => matchRank(query, text)).filter((rank) => rank >= 0);
  if (exact.length > 0) return Math.min(...exact);
  const near = loose ? texts.map((text) => looseRank(query, text)).filter((rank) => rank >= 0) : [];
  return near.length > 0 ? Math.min(...near) : -1;
}

/** @param {string} query @param {string} text @param {number} start */
function isInOrder(query, text, start) {
  if (text[start] !== query[0]) return false;
  let at = start;
  for (const letter of query.replace(/\s+/g, "").slice(1)) {
    at = text.indexOf(letter, at + 1);
    if (at < 0 || at - start > SPREAD * query.length) return false;
  }
  return true;
}

/** @param {string} query @param {string} word */
function isMisspelt(query, word) {
  if (query.length < LEAST_MISSPELT || word[0] !== query[0]) return false;
  let at = 1;
  while (at < query.length && word[at] === query[at]) at += 1;
  const [rest, after] = [query.slice(at), query.slice(at + 1)];
  const [here, next] = [word.slice(at), word.slice(at + 1)];
  const swapped = rest[0] === next[0] && after[0] === here[0] && next.slice(1).startsWith(after.slice(1));
  return next.startsWith(after) || next.startsWith(rest) || here.startsWith(after) || (rest.length > 1 && swapped);
}
