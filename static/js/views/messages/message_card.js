import { avatar } from "../people/avatar.js";
import { clone, part } from "../ui/dom.js";
import { messageUrl } from "../ui/urls.js";
import { showContentSummary } from "./content_summary.js";
import { linkPreviewItem } from "./link_previews.js";
import { enliven } from "./prose.js";

/**
 * Make a card for a message outside its room, in a list of pinned, saved, followed or unread messages.
 * @param {import("../../types.js").Message} message
 * @param {Object} options
 * @param {import("../../state/people/people.js").People} options.people
 * @param {import("../ui/time_format.js").TimeFormat} options.times
 * @param {string} [options.place] the room's name
 * @param {string} [options.reason] why the list has this message
 * @param {Node[]} [options.foot] its buttons
 * @returns {HTMLElement}
 */
export function messageCard(message, { people, times, place = "", reason = "", foot = [] }) {
  const element = clone("item-template");
  const author = people.current(message.author);
  const link = part(element, "link", HTMLAnchorElement);
  part(element, "avatar").append(avatar(author));
  part(element, "author").textContent = author.displayName;
  part(element, "place").textContent = place;
  link.href = messageUrl(message);
  link.title = times.full(message.createdAt);
  link.textContent = times.ago(message.createdAt);
  part(element, "reason").hidden = !reason;
  part(element, "reason").textContent = reason;
  // The server has sanitised this HTML, as in the timeline.
  part(element, "body").innerHTML = message.html;
  enliven(part(element, "body"));
  // The text of a poll's message repeats the poll, for clients without polls.
  part(element, "body").hidden = Boolean(message.poll);
  const enclosed = part(element, "enclosed", HTMLAnchorElement);
  enclosed.href = link.href;
  showContentSummary(enclosed, message);
  part(element, "previews").replaceChildren(...(message.previews ?? []).map(linkPreviewItem));
  part(element, "previews").hidden = !message.previews?.length;
  part(element, "foot").replaceChildren(...foot);
  return element;
}

/**
 * @param {string} text
 * @param {string} action
 * @param {Record<string, string | number>} [data]
 * @returns {HTMLButtonElement}
 */
export function button(text, action, data = {}) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "link-button";
  element.dataset.action = action;
  for (const [name, value] of Object.entries(data)) element.dataset[name] = String(value);
  element.textContent = text;
  return element;
}
