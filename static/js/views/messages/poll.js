import { clone, part, setText } from "../ui/dom.js";
import { gettext, ngettext } from "../ui/i18n.js";
import { KeyedList } from "../ui/keyed_list.js";
import { namesOf } from "./reactions.js";

/**
 * @typedef {import("../../types.js").Poll} Poll
 * @typedef {{text: string, userIds: number[], place: number}} Choice
 */

/** @type {WeakMap<HTMLElement, {poll: Poll, list: KeyedList<Choice>}>} */
const shown = new WeakMap();

/**
 * Show the poll of a message in its row, or hide the place for it.
 * @param {HTMLElement} place
 * @param {import("../../types.js").Message} message
 * @param {import("./message_row.js").RowContext} context
 */
export function showPoll(place, { poll, deletedAt }, context) {
  const asks = Boolean(poll) && !deletedAt;
  place.hidden = !asks;
  // The text of the message repeats the poll, for clients without polls. The class hides it.
  place.closest(".message")?.classList.toggle("message--poll", asks);
  if (!poll || !asks) return;
  if (!place.firstElementChild) place.append(clone("poll-template"));
  const options = part(place, "options");
  const state = shown.get(options) ?? { poll, list: createList(options, context) };
  state.poll = poll;
  shown.set(options, state);
  setText(part(place, "question"), poll.question);
  setText(part(place, "summary"), summary(poll));
  options.setAttribute("role", poll.multiple ? "group" : "radiogroup");
  options.setAttribute("aria-label", poll.question);
  state.list.invalidate();
  state.list.show(poll.options.map((option, index) => ({ ...option, place: index })));
}

/** @param {HTMLElement} list @param {import("./message_row.js").RowContext} context */
function createList(list, context) {
  // The server draws it the same.
  list.replaceChildren();
  return new KeyedList({
    list,
    key: (/** @type {Choice} */ choice) => String(choice.place),
    create: () => clone("poll-option-template"),
    patch: (element, choice) => showChoice(element, choice, list, context),
  });
}

/**
 * @param {HTMLElement} element
 * @param {Choice} choice
 * @param {HTMLElement} list
 * @param {import("./message_row.js").RowContext} context
 */
function showChoice(element, { text, userIds, place }, list, { me, people }) {
  const poll = /** @type {Poll} */ (shown.get(list)?.poll);
  const button = part(element, "choice", HTMLButtonElement);
  const voters = new Set(poll.options.flatMap((option) => option.userIds)).size;
  const mine = userIds.includes(me.id);
  button.dataset.place = String(place);
  button.disabled = poll.closedAt !== null;
  button.setAttribute("role", poll.multiple ? "checkbox" : "radio");
  button.setAttribute("aria-checked", String(mine));
  part(element, "bar", HTMLProgressElement).max = Math.max(voters, 1);
  part(element, "bar", HTMLProgressElement).value = userIds.length;
  setText(part(element, "text"), text);
  setText(part(element, "count"), String(userIds.length));
  const names = userIds.length > 0 ? namesOf(userIds, me.id, people) : "";
  setText(part(element, "voters"), names);
  button.title = names;
  if (userIds.some((id) => id !== me.id && !people.get(id)))
    list.dispatchEvent(new CustomEvent("strangers", { bubbles: true, detail: userIds }));
}

/** @param {Poll} poll */
function summary(poll) {
  const { multiple, closedAt } = poll;
  const how = multiple ? gettext("choose any number") : gettext("choose one");
  return [votesText(poll), closedAt ? gettext("closed") : how].join(" · ");
}

/** @param {Poll} poll @returns {string} how many people have answered */
export function votesText({ options }) {
  const count = new Set(options.flatMap(({ userIds }) => userIds)).size;
  return ngettext("%(count)s vote", "%(count)s votes", count);
}
