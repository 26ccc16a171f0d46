import { icon } from "../ui/dom.js";

/**
 * What stands in the room's place.
 * @typedef {Object} MainView
 * @property {(page: import("../../controllers/page/page.js").Page) => Promise<Node[]>} load (rejects) what it shows now
 * @property {(page: import("../../controllers/page/page.js").Page, button: HTMLElement) => unknown} act carries out what is pressed in it
 */

/**
 * What a view says when it has nothing to show.
 * @param {string} name of the icon
 * @param {string} title
 * @param {string} text
 * @returns {HTMLElement}
 */
export function emptyState(name, title, text) {
  const box = document.createElement("div");
  const mark = document.createElement("span");
  const heading = document.createElement("h2");
  const words = document.createElement("p");
  box.className = "view__empty";
  mark.className = "view__mark";
  mark.append(icon(name));
  heading.textContent = title;
  words.textContent = text;
  box.append(mark, heading, words);
  return box;
}

/** @param {HTMLElement[]} items @returns {HTMLElement} */
export function itemList(items) {
  const list = document.createElement("ul");
  list.className = "items";
  list.append(...items);
  return list;
}

/** @param {import("../../controllers/page/page.js").Page} page @param {number} roomId @returns {import("../../types.js").RoomEntry | undefined} */
export function roomOf({ store }, roomId) {
  return store.rooms.get(roomId);
}
