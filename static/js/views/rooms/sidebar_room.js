import { roomTitle } from "../../state/rooms/rooms.js";
import { calling, isLoud, isQuiet } from "../../state/rooms/sidebar_layout.js";
import { avatar } from "../people/avatar.js";
import { clone, icon, part, setText } from "../ui/dom.js";
import { roomUrl } from "../ui/urls.js";

/** @typedef {import("../../types.js").RoomEntry} RoomEntry */

/** @returns {HTMLElement} */
export const createSidebarRoom = () => clone("entry-template");

/**
 * Make an entry of the sidebar show a room.
 * @param {HTMLElement} element
 * @param {RoomEntry} entry
 * @param {{open: boolean, draft: boolean, presence: import("../../state/people/presence.js").Presence}} options
 */
export function showSidebarRoom(element, entry, { open, draft, presence }) {
  const link = /** @type {HTMLAnchorElement} */ (element.querySelector("a"));
  const count = part(element, "count");
  const muted = entry.notify === "none";
  const called = calling(entry);
  const number = called || (isQuiet(entry) ? 0 : entry.unread);
  element.dataset.roomId = String(entry.id);
  element.classList.toggle("entry--unread", isLoud(entry));
  element.classList.toggle("entry--archived", entry.archived);
  element.classList.toggle("entry--muted", muted);
  element.classList.toggle("entry--draft", draft);
  link.href = roomUrl(entry);
  if (open) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  part(element, "icon").replaceChildren(roomIcon(entry, presence));
  setText(part(element, "name"), roomTitle(entry));
  part(element, "draft").hidden = !draft || open;
  part(element, "muted").hidden = !muted;
  showCount(count, number, called > 0);
}

/** @param {HTMLElement} element @param {number} number @param {boolean} calls whether the messages call the user */
export function showCount(element, number, calls) {
  element.hidden = number === 0;
  element.classList.toggle("entry__count--mention", calls);
  setText(element, short(number));
}

/** @type {(keyof RoomEntry)[]} */
const SHOWN = ["name", "slug", "kind", "archived", "notify", "unread", "mentions", "peer", "members", "ignored"];

/**
 * Return whether two states of a room look the same in the sidebar. Many changes do not show there. For example, the
 * number of people online changes in all rooms when someone connects.
 * @param {RoomEntry} one @param {RoomEntry} other
 */
export function looksSame(one, other) {
  return one === other || SHOWN.every((name) => one[name] === other[name]);
}

/** @param {RoomEntry} entry @param {import("../../state/people/presence.js").Presence} presence */
export function roomIcon({ kind, peer }, presence) {
  if (peer) return avatar(peer, presence.get(peer.id)?.status);
  return icon(kind === "direct" ? "group" : kind === "private" ? "lock" : "hash");
}

/** @param {number} count @returns {string} */
export function short(count) {
  return count > 99 ? "99+" : String(count);
}
