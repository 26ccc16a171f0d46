import { fold } from "../core/text_match.js";

/** @typedef {{emoji: string, names: string[]}} Emoji the first name is the one to show */

/** Emoji by group, found by their names. */
export class EmojiTable {
  /** @param {Record<string, [string, string[]][]>} groups as the server gives them */
  constructor(groups) {
    /** @type {Map<string, Emoji[]>} by the group's name, in the server's order */
    this.groups = new Map(
      Object.entries(groups).map(([name, rows]) => [name, rows.map(([emoji, names]) => ({ emoji, names }))]),
    );
    this.all = [...this.groups.values()].flat();
  }

  /** @param {string} query @param {number} limit @returns {Emoji[]} those called exactly so first, then by the beginning of a name */
  search(query, limit) {
    const folded = fold(query);
    return this.all
      .map((each) => ({ each, rank: Math.min(...each.names.map((name) => rankOf(folded, name))) }))
      .filter(({ rank }) => rank < 4)
      .sort((one, other) => one.rank - other.rank)
      .slice(0, limit)
      .map(({ each }) => each);
  }
}

/** @param {string} query @param {string} name */
function rankOf(query, name) {
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  if (name.split("_").some((word) => word.startsWith(query))) return 2;
  return name.includes(query) ? 3 : 4;
}

const QUICK = ["👍", "❤️", "😂", "🎉", "👀", "✅", "🙏"];
const QUICK_RECENT = 3;

/**
 * The few that are one press away. Each keeps its place; what one has used lately takes the last places.
 * @param {string[]} recent the latest first
 * @returns {string[]}
 */
export function quickEmoji(recent) {
  const own = recent.filter((emoji) => !QUICK.includes(emoji)).slice(0, QUICK_RECENT);
  return [...QUICK.slice(0, QUICK.length - own.length), ...own];
}
