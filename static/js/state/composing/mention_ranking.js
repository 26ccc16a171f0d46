import { fold } from "../core/folding.js";
import { rankMatches } from "../core/text_match.js";

/** @typedef {import("./mentions.js").Person} Person */

/** @param {Person} person */
const namesOf = ({ username, displayName }) => [username, displayName];

/** @param {string} query @param {Person} person @returns {boolean} whether a name has the query in it as it is */
export const isNamed = (query, person) => rankMatches([person], query, namesOf).length > 0;

/**
 * @param {string} query the text after the `@`
 * @param {Person[]} people the better candidates first, such as recent authors
 * @param {number} [limit]
 * @returns {Person[]} the best first
 */
export function rankMentions(query, people, limit = 8) {
  const exact = fold(query);
  return rankMatches(people, query, namesOf, { loose: true })
    .sort((one, other) => Number(fold(other.username) === exact) - Number(fold(one.username) === exact))
    .slice(0, limit);
}
