/** @typedef {{kind: "same" | "added" | "removed", text: string}} Piece */

/** A word, a punctuation mark or white space. In scripts without spaces, every letter is a token. */
const TOKEN =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{M}\p{N}_]+?(?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}])|[\p{L}\p{M}\p{N}_]+|\s+|./gsu;
/** Longer texts are compared as a whole. */
const COMPARISONS = 4_000_000;

/**
 * Compare two texts word by word.
 * @param {string} before
 * @param {string} after
 * @returns {Piece[]} in reading order; a removed piece comes before its replacement
 */
export function wordDiff(before, after) {
  const one = before.match(TOKEN) ?? [];
  const other = after.match(TOKEN) ?? [];
  const shortest = Math.min(one.length, other.length);
  let head = 0;
  while (head < shortest && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const middle = compare(one.slice(head, one.length - tail), other.slice(head, other.length - tail));
  const same = (/** @type {string[]} */ tokens) =>
    tokens.map((text) => ({ kind: /** @type {const} */ ("same"), text }));
  return joined([...same(one.slice(0, head)), ...middle, ...same(one.slice(one.length - tail))]);
}

/** @param {string[]} one @param {string[]} other @returns {Piece[]} */
function compare(one, other) {
  /** @type {Piece[]} */
  const pieces = [];
  const lengths = one.length * other.length <= COMPARISONS ? commonLengths(one, other) : null;
  const width = other.length + 1;
  let at = 0;
  let there = 0;
  while (lengths && at < one.length && there < other.length) {
    if (one[at] === other[there]) {
      pieces.push({ kind: "same", text: one[at] });
      at += 1;
      there += 1;
    } else if (lengths[(at + 1) * width + there] >= lengths[at * width + there + 1]) {
      pieces.push({ kind: "removed", text: one[at] });
      at += 1;
    } else {
      pieces.push({ kind: "added", text: other[there] });
      there += 1;
    }
  }
  pieces.push(...one.slice(at).map((text) => ({ kind: /** @type {const} */ ("removed"), text })));
  pieces.push(...other.slice(there).map((text) => ({ kind: /** @type {const} */ ("added"), text })));
  return pieces;
}

/** @param {string[]} one @param {string[]} other @returns {Uint16Array} the common length of each pair of rests */
function commonLengths(one, other) {
  const width = other.length + 1;
  const lengths = new Uint16Array((one.length + 1) * width);
  for (let at = one.length - 1; at >= 0; at -= 1)
    for (let there = other.length - 1; there >= 0; there -= 1)
      lengths[at * width + there] =
        one[at] === other[there]
          ? lengths[(at + 1) * width + there + 1] + 1
          : Math.max(lengths[(at + 1) * width + there], lengths[at * width + there + 1]);
  return lengths;
}

/** @param {Piece[]} pieces @returns {Piece[]} neighbours of one kind as one piece */
function joined(pieces) {
  /** @type {Piece[]} */
  const result = [];
  for (const { kind, text } of pieces) {
    const last = result.at(-1);
    if (last?.kind === kind) last.text += text;
    else result.push({ kind, text });
  }
  return result;
}
