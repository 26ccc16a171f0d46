import { presenceDot } from "./avatar.js";

/**
 * Change the dot of an avatar that is on the screen already.
 * @param {Element} avatar
 * @param {import("../../types.js").PresenceStatus} [status] no dot without it
 */
export function showDot(avatar, status) {
  avatar.querySelector(".presence")?.remove();
  if (status) avatar.append(presenceDot(status));
}
