import { clone, part, setText } from "../ui/dom.js";
import { gettext } from "../ui/i18n.js";
import { avatar } from "./avatar.js";

/** @type {Record<string, () => string>} */
const ROLES = { owner: () => gettext("owner"), moderator: () => gettext("moderator") };

/** @returns {HTMLElement} */
export const createMemberRow = () => clone("person-template");

/**
 * Make a row of the member panel show a person.
 * @param {HTMLElement} element
 * @param {import("../../types.js").Member} person
 * @param {{me: number}} options the user's own id
 */
export function showMemberRow(element, person, { me }) {
  const more = element.querySelector("button");
  const role = ROLES[person.role]?.() ?? (person.isBot ? gettext("bot") : "");
  const badge = [person.id === me ? gettext("you") : "", role].filter(Boolean).join(" · ");
  element.dataset.userId = String(person.id);
  element.title = `@${person.username}`;
  part(element, "avatar").replaceChildren(avatar(person, person.status));
  setText(part(element, "name"), person.displayName);
  setText(part(element, "role"), badge);
  part(element, "role").hidden = badge === "";
  if (!more) return;
  more.hidden = person.id === me;
  more.setAttribute("aria-label", gettext("More about %(name)s", { name: person.displayName }));
}
