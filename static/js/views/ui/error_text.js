import { gettext } from "./i18n.js";

/** @type {Record<string, () => string>} */
const TEXTS = {
  too_long: () => gettext("This is too long."),
  too_large: () => gettext("This is too large to send."),
  forbidden: () => gettext("You may not do this."),
  not_found: () => gettext("This no longer exists."),
  not_a_member: () => gettext("You are not a member of this room."),
  archived: () => gettext("This room is archived."),
  filtered: () => gettext("The rules of this site do not allow a word in this text."),
  muted: () => gettext("You are muted in this room."),
  banned: () => gettext("Your account is deactivated."),
  read_only: () => gettext("Only moderators write in this room."),
  rate_limited: () => gettext("Too many at once; try again in a moment."),
  slow_mode: () => gettext("This room is in slow mode; try again in a moment."),
  unauthenticated: () => gettext("Your session has ended."),
  unavailable: () => gettext("The server cannot do this right now; try again."),
};

/**
 * Return the text that tells the user about an error. Any error without a code is taken for a lost connection.
 * @param {unknown} error a CommandError, a ConnectionLost, or a WireError
 * @returns {string}
 */
export function errorText(error) {
  const { code, message } = /** @type {{code?: string, message?: string} | null | undefined} */ (error) ?? {};
  if (!code) return gettext("There is no connection; try again.");
  // The server knows which of its rules refuses a text.
  if (code === "filtered" && message) return message;
  return TEXTS[code]?.() ?? (message || gettext("Something went wrong."));
}
