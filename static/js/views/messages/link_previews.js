import { clone, part, setText } from "../ui/dom.js";
import { KeyedList } from "../ui/keyed_list.js";

/** @typedef {import("../../types.js").LinkPreview} LinkPreview */

/** @type {WeakMap<HTMLElement, KeyedList<LinkPreview>>} */
const lists = new WeakMap();

/**
 * Show the link previews of a message in its row.
 * @param {HTMLElement} place
 * @param {LinkPreview[] | undefined} previews undefined from an older server, which does not send this key
 * @param {boolean} removable
 */
export function showLinkPreviews(place, previews = [], removable) {
  const element = part(place, "previews-list");
  place.hidden = previews.length === 0;
  part(place, "remove-previews").hidden = !removable;
  if (place.hidden && !element.firstElementChild) return;
  const list = lists.get(element) ?? new KeyedList({ list: element, key: ({ url }) => url, create, patch });
  lists.set(element, list);
  list.show(previews);
}

/** @param {LinkPreview} preview @returns {HTMLElement} an entry for a list that does not change */
export function linkPreviewItem(preview) {
  const element = create();
  patch(element, preview);
  return element;
}

const create = () => clone("preview-template");

/** @param {HTMLElement} element @param {LinkPreview} preview */
function patch(element, { url, title, description, siteName }) {
  const link = part(element, "title", HTMLAnchorElement);
  link.href = url;
  setText(link, title);
  setText(part(element, "text"), description);
  setText(part(element, "site"), siteName);
}
