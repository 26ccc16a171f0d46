/**
 * The user's choices after a click on one of the options.
 * @param {import("../../types.js").Poll} poll
 * @param {number} userId
 * @param {number} place of the option
 * @returns {number[]} places by rising number; empty after the only choice was removed
 */
export function choicesAfter({ options, multiple }, userId, place) {
  const mine = options.flatMap(({ userIds }, index) => (userIds.includes(userId) ? [index] : []));
  if (mine.includes(place)) return mine.filter((other) => other !== place);
  return multiple ? [...mine, place].sort((one, other) => one - other) : [place];
}
