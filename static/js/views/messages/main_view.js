import { icon } from "../ui/dom.js";

/**
 * A view that replaces the room. `load` returns its current content, or rejects. `act` handles one of its buttons.
 * @typedef {import("../../controllers/page/page.js").Page} Page
 * @typedef {{load: (page: Page) => Promise<Node[]>, act: (page: Page, button: HTMLElement) => unknown}} MainView
 */

/**
 * Make the notice of a view that has nothing to show.
 * @param {string} name the name of an icon
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

/** @param {Page} page @param {number} roomId @returns {import("../../types.js").RoomEntry | undefined} */
export function roomOf({ store }, roomId) {
  return store.rooms.get(roomId);
}
