import { wordDiff } from "../../state/messages/word_diff.js";
import { clone, part, setText } from "../ui/dom.js";
import { gettext } from "../ui/i18n.js";

/** @typedef {import("../../wire_types.js").MessageVersion} Version */

const TAGS = { added: "ins", removed: "del" };

/**
 * Show the versions of a message, newest first, each with its changes marked.
 * @param {HTMLElement} list
 * @param {Version[]} versions oldest first
 * @param {import("../ui/time_format.js").TimeFormat} times
 */
export function showVersions(list, versions, times) {
  const rows = versions.map((version, place) => row(version, versions[place - 1], times));
  const last = rows.at(-1);
  if (last) part(last, "now").hidden = false;
  list.replaceChildren(...rows.reverse());
}

/**
 * @param {Version} version
 * @param {Version | undefined} before
 * @param {import("../ui/time_format.js").TimeFormat} times
 */
function row({ content, at, by }, before, times) {
  const element = clone("version-template");
  setText(part(element, "by"), by.displayName);
  const time = part(element, "time", HTMLTimeElement);
  time.dateTime = at;
  setText(time, times.full(at));
  part(element, "text").replaceChildren(...(before ? marked(before.content, content) : [content]));
  return element;
}

/** @param {string} before @param {string} after @returns {(Node | string)[]} */
function marked(before, after) {
  return wordDiff(before, after).map(({ kind, text }) => {
    if (kind === "same") return text;
    const element = document.createElement(TAGS[kind]);
    element.textContent = text;
    element.title = kind === "added" ? gettext("Added") : gettext("Removed");
    return element;
  });
}
