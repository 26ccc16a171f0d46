import { emojiTable } from "../../net/composing/emoji_table.js";
import { emojiGroups, emojiSection, gridStep } from "../../views/composing/emoji_grid.js";
import { applyChange } from "../../views/composing/text_edit.js";
import { byId, part, setText, target } from "../../views/ui/dom.js";
import { Menu, position } from "../../views/ui/menu.js";

const MOST_FOUND = 72;

/** Picks an emoji for the composer or a reaction: the recent ones first, then all by group, with a search by name. */
export class EmojiPicker {
  /** @type {import("../../state/composing/emoji_table.js").EmojiTable | null} */
  #table = null;
  #choose = (/** @type {string} */ _emoji) => {};

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.element = byId("emoji-picker");
    this.search = part(this.element, "search", HTMLInputElement);
    this.grid = part(this.element, "grid");
    this.groups = part(this.element, "groups");
    // Must run before the menu's own listener, which treats every arrow key as one step in a list.
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.menu = new Menu(this.element);
    this.search.addEventListener("input", () => this.#show());
    this.element.addEventListener("click", (event) => this.#clicked(event));
    for (const name of ["pointerover", "focusin"]) this.grid.addEventListener(name, (event) => this.#name(event));
    const button = byId("insert-emoji");
    button.addEventListener("click", () => this.#open(button, button, (emoji) => this.#insert(emoji)));
    page.on("pickEmoji", ({ place, opener, choose }) => this.#open(place, opener, choose));
    page.on("room", () => this.menu.close({ focus: false }));
  }

  /** @param {HTMLElement} place @param {HTMLElement} opener @param {(emoji: string) => void} choose */
  async #open(place, opener, choose) {
    if (this.menu.isOpen) return this.menu.close();
    this.#table ??= (await this.page.attempt(emojiTable())) ?? null;
    if (!this.#table) return;
    this.#choose = choose;
    this.search.value = "";
    this.#show();
    this.menu.open(place, { opener });
    this.search.focus({ preventScroll: true });
    // The position depends on the size of the grid, so draw the grid first.
    position(this.element, place);
  }

  #show() {
    const table = /** @type {import("../../state/composing/emoji_table.js").EmojiTable} */ (this.#table);
    const query = this.search.value.trim().replace(/^:|:$/g, "");
    const found = query ? table.search(query, MOST_FOUND) : [];
    const recent = this.page.recentEmoji.all.flatMap((emoji) => table.all.filter((each) => each.emoji === emoji));
    const sections = query ? [] : emojiGroups({ recent, groups: table.groups });
    this.groups.hidden = query !== "";
    this.groups.replaceChildren(...sections.map(({ tab }) => tab));
    this.grid.replaceChildren(...(query ? [emojiSection("", found)] : sections.map(({ section }) => section)));
    this.grid.scrollTop = 0;
    part(this.element, "none").hidden = !query || found.length > 0;
    setText(part(this.element, "name"), "");
  }

  /** @param {Event} event */
  #clicked(event) {
    const group = target(event, "[data-group]")?.dataset.group;
    const emoji = target(event, "[data-pick]")?.dataset.pick;
    if (group) this.grid.querySelector(`[data-section="${group}"]`)?.scrollIntoView();
    if (emoji) this.#pick(emoji);
  }

  /** @param {string} emoji */
  #pick(emoji) {
    this.menu.close();
    this.page.recentEmoji.add(emoji);
    this.#choose(emoji);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const inSearch = event.target === this.search;
    const buttons = /** @type {HTMLElement[]} */ ([...this.grid.querySelectorAll("[data-pick]")]);
    const at = buttons.indexOf(/** @type {HTMLElement} */ (event.target));
    if (inSearch && event.key === "ArrowDown") buttons[0]?.focus();
    else if (inSearch && event.key === "Enter" && this.search.value.trim()) buttons[0]?.click();
    else if (inSearch && event.key === "Enter") event.preventDefault();
    else if (at >= 0 && event.key.startsWith("Arrow")) (gridStep(buttons, at, event.key) ?? this.search).focus();
    else if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey) return this.search.focus();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Show the name of the emoji under the pointer or the focus. @param {Event} event */
  #name(event) {
    const button = target(event, "[data-pick]");
    setText(part(this.element, "name"), button ? `${button.dataset.pick}  :${button.dataset.name}:` : "");
  }

  /** @param {string} emoji */
  #insert(emoji) {
    const input = byId("composer-input", HTMLTextAreaElement);
    const { selectionStart: start, selectionEnd: end } = input;
    const caret = start + emoji.length;
    if (!input.readOnly) applyChange(input, { start, end, text: emoji, select: [caret, caret] });
  }
}
