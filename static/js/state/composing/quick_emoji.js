const QUICK = ["👍", "❤️", "😂", "🎉", "👀", "✅", "🙏"];
const MOST_RECENT = 3;

/**
 * Choose the emoji that the menu of a message offers. The recently used ones take the last places, and the others never move.
 * @param {string[]} recent the latest first
 * @returns {string[]}
 */
export function quickEmoji(recent) {
  const added = recent.filter((emoji) => !QUICK.includes(emoji)).slice(0, MOST_RECENT);
  return [...QUICK.slice(0, QUICK.length - added.length), ...added];
}
