/**
 * Normalise a text for comparison: without case, accents and width (full-width `Ａ` is `a`).
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").trim();
}

/**
 * Rank a text for a search: 0 if it begins with the query, 1 if one of its words does, 2 if it contains the query, else -1.
 * Chinese has no spaces between words, so 2 is the common rank there.
 * @param {string} query as `fold` returns it
 * @param {string} text
 * @returns {number}
 */
export function matchRank(query, text) {
  const folded = fold(text);
  if (folded.startsWith(query)) return 0;
  if (folded.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(query))) return 1;
  return folded.includes(query) ? 2 : -1;
}

/**
 * Find the items that match, the best first. Items of the same rank keep their order.
 * @template T
 * @param {T[]} items
 * @param {string} query as typed; an empty one matches everything
 * @param {(item: T) => string[]} textsOf
 * @returns {T[]}
 */
export function rankMatches(items, query, textsOf) {
  const folded = fold(query);
  return items
    .map((item) => ({ item, rank: bestRank(folded, textsOf(item)) }))
    .filter(({ rank }) => rank >= 0)
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}

/** @param {string} query @param {string[]} texts */
function bestRank(query, texts) {
  const ranks = texts.map((text) => matchRank(query, text)).filter((rank) => rank >= 0);
  return ranks.length > 0 ? Math.min(...ranks) : -1;
}
