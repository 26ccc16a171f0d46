import { fold } from "../core/folding.js";

/** @typedef {{emoji: string, names: string[]}} Emoji the first name is for display */

/** All emoji: by group, and searched by name. */
export class EmojiTable {
  /** @param {Record<string, [string, string[]][]>} groups as the server gives them */
  constructor(groups) {
    /** @type {Map<string, Emoji[]>} by the group's name, in the server's order */
    this.groups = new Map(
      Object.entries(groups).map(([name, rows]) => [name, rows.map(([emoji, names]) => ({ emoji, names }))]),
    );
    this.all = [...this.groups.values()].flat();
  }

  /** @param {string} name @returns {string | undefined} the emoji with exactly this name */
  named(name) {
    const folded = fold(name);
    return this.all.find(({ names }) => names.includes(folded))?.emoji;
  }

  /**
   * Exact names come first, then names that begin with the query. Of these, emoji that people name themselves, and not
   * only Unicode, are the common ones.
   * @param {string} query @param {number} limit @returns {Emoji[]}
   */
  search(query, limit) {
    const folded = fold(query);
    return this.all
      .map((emoji) => ({ emoji, rank: Math.min(...emoji.names.map((name) => rankOf(folded, name))) }))
      .filter(({ rank }) => rank < 4)
      .sort((one, other) => one.rank - other.rank || isCommon(other.emoji) - isCommon(one.emoji))
      .slice(0, limit)
      .map(({ emoji }) => emoji);
  }
}

/** @param {Emoji} emoji */
const isCommon = ({ names }) => Number(names.length > 1);

/** @param {string} query @param {string} name */
function rankOf(query, name) {
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  if (name.split("_").some((word) => word.startsWith(query))) return 2;
  return name.includes(query) ? 3 : 4;
}
