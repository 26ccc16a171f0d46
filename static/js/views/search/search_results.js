import { showContentSummary } from "../messages/content_summary.js";
import { avatar } from "../people/avatar.js";
import { clone, icon, part, setText } from "../ui/dom.js";
import { KeyedList } from "../ui/keyed_list.js";

/** @typedef {import("../../state/search/message_search.js").Found} Found */

/**
 * The results of a search, as a listbox that the search box controls. The focus stays in the box, and
 * `aria-activedescendant` names the active result.
 */
export class SearchResults {
  active = -1;

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} input
   * @param {Object} options
   * @param {import("../ui/time_format.js").TimeFormat} options.times
   * @param {(room: Found["room"]) => string} options.titleOf
   * @param {(found: Found) => void} options.choose
   */
  constructor(list, input, { times, titleOf, choose }) {
    this.list = list;
    this.input = input;
    this.chosen = choose;
    /** @type {Found[]} */
    this.items = [];
    this.keyed = new KeyedList({
      list,
      key: (/** @type {Found} */ { message }) => String(message.id),
      create: () => clone("found-template"),
      patch: (element, found) => showFound(element, found, times, titleOf(found.room)),
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {Found[]} items @param {{keep: boolean}} options `keep`: whether the active result stays active */
  show(items, { keep }) {
    this.items = items;
    this.keyed.show(items);
    this.list.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.activate(keep ? this.active : items.length > 0 ? 0 : -1);
  }

  /** Activate the next or the previous result. @param {1 | -1} step @returns {boolean} false at the end */
  move(step) {
    const to = this.active + step;
    if (to < 0 || to >= this.items.length) return false;
    this.activate(to);
    return true;
  }

  choose() {
    const found = this.items[this.active];
    if (found) this.chosen(found);
  }

  /** @param {number} index */
  activate(index) {
    this.active = index;
    [...this.list.children].forEach((element, place) => {
      element.id = `found-${place}`;
      element.setAttribute("aria-selected", String(place === index));
    });
    const element = this.list.children[index];
    if (!element) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", element.id);
    element.scrollIntoView({ block: "nearest" });
  }

  /** @param {Event} event */
  #clicked(event) {
    const element = event.target instanceof Element ? event.target.closest(".found") : null;
    if (!element) return;
    this.activate([...this.list.children].indexOf(element));
    this.choose();
  }
}

/**
 * @param {HTMLElement} element
 * @param {Found} found
 * @param {import("../ui/time_format.js").TimeFormat} times
 * @param {string} title
 */
function showFound(element, { message, room, snippet }, times, title) {
  const time = part(element, "time", HTMLTimeElement);
  part(element, "avatar").replaceChildren(avatar(message.author));
  setText(part(element, "author"), message.author.displayName);
  time.dateTime = message.createdAt;
  time.title = times.full(message.createdAt);
  setText(time, times.brief(message.createdAt));
  const kind = /** @type {import("../../types.js").RoomEntry["kind"]} */ (room.kind);
  part(element, "room-icon").replaceChildren(icon({ public: "hash", private: "lock", direct: "group" }[kind]));
  setText(part(element, "room"), title);
  part(element, "text").replaceChildren(...snippet.map(([text, found]) => (found ? marked(text) : text)));
  showFiles(part(element, "enclosed"), message);
}

/**
 * Show the files of a message. The same files stay, so that no picture flickers while the user types. The poll is left
 * out, because the text repeats its question.
 * @param {HTMLElement} place
 * @param {import("../../types.js").Message} message
 */
function showFiles(place, message) {
  const ids = message.attachments.map(({ id }) => id).join(",");
  if ((place.dataset.files ?? "") === ids) return;
  place.dataset.files = ids;
  showContentSummary(place, { ...message, poll: null });
}

/** @param {string} text */
function marked(text) {
  const mark = document.createElement("mark");
  mark.textContent = text;
  return mark;
}
