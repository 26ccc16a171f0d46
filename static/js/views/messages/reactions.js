import { clone, part, setText } from "../ui/dom.js";
import { gettext } from "../ui/i18n.js";
import { KeyedList } from "../ui/keyed_list.js";

/** @typedef {import("../../types.js").Reaction} Reaction */

/** @type {WeakMap<HTMLElement, KeyedList<Reaction>>} */
const lists = new WeakMap();

/**
 * @param {HTMLElement} list
 * @param {Reaction[]} reactions
 * @param {import("./message_row.js").RowContext} context
 */
export function showReactions(list, reactions, { me, people }) {
  list.hidden = reactions.length === 0;
  if (list.hidden && !lists.has(list)) return list.replaceChildren();
  const keyed = lists.get(list) ?? createList(list, me.id, people);
  keyed.show(reactions);
}

/** @param {HTMLElement} list @param {number} userId @param {import("../../state/people/people.js").People} people */
function createList(list, userId, people) {
  list.replaceChildren();
  const keyed = new KeyedList({
    list,
    key: (/** @type {Reaction} */ { emoji }) => emoji,
    create: () => clone("reaction-template"),
    patch: (element, reaction) => showReaction(element, reaction, userId, people),
  });
  lists.set(list, keyed);
  return keyed;
}

/**
 * @param {HTMLElement} element
 * @param {Reaction} reaction
 * @param {number} userId
 * @param {import("../../state/people/people.js").People} people
 */
function showReaction(element, { emoji, userIds }, userId, people) {
  const button = /** @type {HTMLButtonElement} */ (element.querySelector("button"));
  button.dataset.emoji = emoji;
  button.setAttribute("aria-pressed", String(userIds.includes(userId)));
  setText(part(button, "emoji"), emoji);
  setText(part(button, "count"), String(userIds.length));
  button.title = namesOf(userIds, userId, people);
  button.setAttribute("aria-label", `${emoji} ${userIds.length}: ${button.title}`);
}

/**
 * Return the names of these people as one text, the user as "you".
 * @param {number[]} userIds
 * @param {number} userId the user's own id
 * @param {import("../../state/people/people.js").People} people
 * @returns {string}
 */
export function namesOf(userIds, userId, people) {
  const known = userIds
    .map((id) => (id === userId ? gettext("you") : people.get(id)?.displayName))
    .filter((name) => name !== undefined);
  const others = userIds.length - known.length;
  const names = others > 0 ? [...known, gettext("%(count)s others", { count: others })] : known;
  return new Intl.ListFormat(document.documentElement.lang || "en", { type: "conjunction" }).format(names);
}
