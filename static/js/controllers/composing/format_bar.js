import { makeLink, toggleCode, toggleMark, togglePrefix } from "../../state/composing/markdown_text.js";
import { shortcutKey } from "../../state/core/shortcut_key.js";
import { applyChange } from "../../views/composing/text_edit.js";
import { byId, target } from "../../views/ui/dom.js";

/**
 * @typedef {import("../../state/composing/markdown_text.js").TextChange} TextChange
 * @typedef {(text: string, start: number, end: number) => TextChange} Format
 */

/** The format of each button. @type {Record<string, Format>} */
const FORMATS = {
  bold: (...where) => toggleMark(...where, "**"),
  italic: (...where) => toggleMark(...where, "_"),
  strike: (...where) => toggleMark(...where, "~~"),
  code: toggleCode,
  quote: (...where) => togglePrefix(...where, "> "),
  list: (...where) => togglePrefix(...where, "- "),
  link: makeLink,
};

/** Shortcuts with Ctrl or Cmd, and with Shift where the key says so. @type {Record<string, string>} */
const KEYS = {
  b: "bold",
  i: "italic",
  e: "code",
  "shift+x": "strike",
  "shift+u": "link",
  "shift+9": "quote",
  "shift+8": "list",
};

/** The buttons and shortcuts that put Markdown around the selection. */
export class FormatBar {
  constructor() {
    this.input = byId("composer-input", HTMLTextAreaElement);
    this.bar = byId("format-bar");
    // Keep the focus in the text box: without it the browser no longer shows the selection.
    this.bar.addEventListener("pointerdown", (event) => event.preventDefault());
    this.bar.addEventListener("click", (event) => this.#clicked(event));
    this.bar.addEventListener("keydown", (event) => this.#moved(event));
    this.input.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {string} name */
  #apply(name) {
    const { input } = this;
    if (!input.readOnly) applyChange(input, FORMATS[name](input.value, input.selectionStart, input.selectionEnd));
  }

  /** @param {Event} event */
  #clicked(event) {
    const name = target(event, "[data-format]")?.dataset.format;
    if (name) this.#apply(name);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    // With Shift, a digit gives another sign.
    const digit = event.code.match(/^Digit(\d)$/)?.[1];
    const name = KEYS[`${event.shiftKey ? "shift+" : ""}${digit ?? shortcutKey(event)}`];
    if (!name) return;
    event.preventDefault();
    this.#apply(name);
  }

  /** Move the focus between the buttons with the arrow keys. @param {KeyboardEvent} event */
  #moved(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const buttons = /** @type {HTMLElement[]} */ ([...this.bar.querySelectorAll("button")]);
    const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (!step || at < 0) return;
    event.preventDefault();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }
}
