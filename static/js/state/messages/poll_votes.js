/**
 * What one's choices are after one of them was pressed.
 * @param {import("../../types.js").Poll} poll
 * @param {number} userId
 * @param {number} place of the option
 * @returns {number[]} places by rising number; none where the only one was taken back
 */
export function choicesAfter({ options, multiple }, userId, place) {
  const mine = options.flatMap(({ userIds }, index) => (userIds.includes(userId) ? [index] : []));
  if (mine.includes(place)) return mine.filter((each) => each !== place);
  return multiple ? [...mine, place].sort((one, other) => one - other) : [place];
}
