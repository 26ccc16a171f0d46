import { avatar } from "../people/avatar.js";
import { clone, icon, part, setText } from "./dom.js";
import { KeyedList } from "./keyed_list.js";

/**
 * An entry of the list of a text box.
 * @typedef {{key: string, name: string, detail?: string, icon?: string, emoji?: string,
 *   person?: import("../people/avatar.js").Pictured, choose: () => void}} Option
 */

/** A listbox that a text box controls. The focus stays in the box. `aria-activedescendant` names the active option. */
export class OptionList {
  /** @type {Option[]} */
  items = [];
  active = 0;

  /** @param {HTMLElement} list @param {HTMLElement} input */
  constructor(list, input) {
    this.list = list;
    this.input = input;
    this.keyed = new KeyedList({
      list,
      key: (/** @type {Option} */ { key }) => key,
      create: () => clone("option-template"),
      patch: showOption,
    });
    // Keep the focus in the text box: without it the list would close.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.#clicked(event));
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** @param {Option[]} items @param {{active?: number}} [options] the option to begin with, -1 for none */
  show(items, { active = 0 } = {}) {
    this.items = items;
    this.keyed.show(items);
    this.list.hidden = items.length === 0;
    // On a plain text box this attribute would be invalid, and its active option is enough.
    if (this.input.getAttribute("role") === "combobox") this.input.setAttribute("aria-expanded", String(this.isOpen));
    this.#activate(active);
  }

  close() {
    this.show([]);
  }

  /** @param {1 | -1} step */
  move(step) {
    const from = Math.max(this.active, step === 1 ? -1 : 0);
    if (this.items.length > 0) this.#activate((from + step + this.items.length) % this.items.length);
  }

  /** Choose the active option, or the first if none is active. */
  choose() {
    this.items[Math.max(this.active, 0)]?.choose();
  }

  /** @param {number} index */
  #activate(index) {
    this.active = index;
    [...this.list.children].forEach((element, place) => {
      element.id = `${this.list.id}-${place}`;
      element.setAttribute("aria-selected", String(place === index));
    });
    const element = this.list.children[index];
    if (!element) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", element.id);
    element.scrollIntoView({ block: "nearest" });
  }

  /** @param {Event} event */
  #clicked(event) {
    const element = event.target instanceof Element ? event.target.closest(".option") : null;
    if (element) this.items[[...this.list.children].indexOf(element)]?.choose();
  }
}

/** @param {HTMLElement} element @param {Option} option */
function showOption(element, { name, detail = "", icon: picture, emoji, person }) {
  part(element, "icon").replaceChildren(emoji ?? (person ? avatar(person) : icon(picture ?? "hash")));
  setText(part(element, "name"), name);
  setText(part(element, "detail"), detail);
}
