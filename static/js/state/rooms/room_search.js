import { rankMatches } from "../core/text_match.js";
import { roomTitle } from "./rooms.js";

/** @typedef {import("../../types.js").RoomEntry} RoomEntry */

/**
 * Find rooms and conversations by their names and people.
 * @param {RoomEntry[]} entries
 * @param {string} text as typed
 * @returns {RoomEntry[]} the best match first, then the one with the latest message
 */
export function findRooms(entries, text) {
  return rankMatches(latestFirst(entries), text, searchTexts, { loose: true });
}

/** @param {RoomEntry[]} entries @returns {RoomEntry[]} in the order of their latest messages, then by name */
export function latestFirst(entries) {
  const latest = (/** @type {RoomEntry} */ { lastMessageAt }) => lastMessageAt ?? "";
  return [...entries].sort((one, other) => Number(latest(one) < latest(other)) - Number(latest(one) > latest(other)));
}

/** @param {RoomEntry} entry @returns {string[]} */
function searchTexts(entry) {
  const people = [entry.peer, ...(entry.members ?? [])].flatMap((person) =>
    person ? [person.displayName, person.username] : [],
  );
  return [roomTitle(entry), ...people];
}
