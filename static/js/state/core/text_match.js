/**
 * The form in which texts are compared: without case, accents and width (full-width `Ａ` is `a`).
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").trim();
}

/**
 * How well a text answers a search: 0 it begins so, 1 one of its words does, 2 it is inside, -1 not at all. Chinese has no
 * spaces between words, so there 2 is the common case.
 * @param {string} query as `fold` gives it
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
 * The items that match, the best first; equally good ones keep their order.
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
