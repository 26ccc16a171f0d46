const COLOURS = 8;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** @typedef {{id: number, username?: string, displayName: string, avatarUrl?: string | null}} Pictured */

/**
 * Make a person's avatar, with the same markup as the template tag `{% avatar %}`.
 * @param {Pictured} person
 * @param {import("../../types.js").PresenceStatus} [status] shown as a dot
 * @returns {HTMLElement}
 */
export function avatar(person, status) {
  const element = document.createElement("span");
  element.className = `avatar avatar--${person.id % COLOURS}`;
  element.setAttribute("aria-hidden", "true");
  element.append(person.avatarUrl ? picture(person.avatarUrl) : initials(person.displayName || person.username || ""));
  if (status) element.append(presenceDot(status));
  return element;
}

/** @param {import("../../types.js").PresenceStatus} status @returns {HTMLElement} */
export function presenceDot(status) {
  const dot = document.createElement("span");
  dot.className = "presence";
  dot.dataset.status = status;
  return dot;
}

/**
 * Return one or two initials, by the same rules as chat/text/people/initials.py.
 * @param {string} name
 * @returns {string}
 */
export function initials(name) {
  const words = name
    .split(/\s+/u)
    .filter((word) => !word.startsWith("(@"))
    .map((word) => word.normalize("NFC").replace(/[^\p{L}\p{N}]/gu, ""))
    .filter((word) => word !== "");
  if (words.length === 0) return [...name.trim()].slice(0, 1).join("");
  const [first] = words[0];
  if (words.length === 1 || WIDE.test(first)) return upper(first);
  const [last] = words[words.length - 1];
  return upper(first) + upper(last);
}

/** @param {string} letter */
function upper(letter) {
  const large = letter.toUpperCase();
  return [...large].length === 1 ? large : letter;
}

/** @param {string} url */
function picture(url) {
  const image = document.createElement("img");
  image.src = url;
  image.alt = "";
  image.loading = "lazy";
  return image;
}
