import { clone, part, setText } from "../ui/dom.js";
import { gettext } from "../ui/i18n.js";

/** @returns {HTMLElement} an empty row */
export const createInvitation = () => clone("invitation-template");

/**
 * Make a row show an invitation.
 * @param {HTMLElement} element
 * @param {import("../../types.js").RoomInvitation} invitation
 */
export function showInvitation(element, { roomId, name, by }) {
  setText(part(element, "name"), name);
  setText(part(element, "by"), gettext("from %(name)s", { name: by.displayName }));
  for (const form of element.querySelectorAll("form"))
    form.action = `/rooms/${roomId}/${form.dataset.answer === "accept" ? "join" : "leave"}/`;
}
