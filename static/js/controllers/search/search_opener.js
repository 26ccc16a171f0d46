import { shortcutKey } from "../../state/core/shortcut_key.js";
import { byId, target } from "../../views/ui/dom.js";
import { searchText } from "../../views/ui/urls.js";
import { importScript } from "../page/script_import.js";

/**
 * Opens the search panel: with Ctrl+F, `/` outside of text boxes, the button, or its address. The panel's script loads
 * on first use.
 */
export class SearchOpener {
  /** @type {Promise<import("./search_panel.js").SearchPanel | undefined> | null} */
  #panel = null;

  /** @param {import("../page/page.js").Page} page @param {import("../page/navigation.js").Navigation} navigation */
  constructor(page, navigation) {
    this.page = page;
    this.navigation = navigation;
    this.element = byId("search");
    this.input = byId("search-input", HTMLInputElement);
    document.addEventListener("click", (event) => target(event, '[data-action="open-search"]') && this.#toggle());
    document.addEventListener("keydown", (event) => this.#shortcut(event));
    page.on("address", (url) => this.#arrived(url));
    this.#arrived(new URL(location.href));
  }

  /** @param {string} [text] the query to start with */
  async #open(text) {
    this.#panel ??= importScript(
      this.page,
      () => this.#load(),
      () => this.#open(text),
    );
    const panel = await this.#panel;
    if (panel) panel.open(text);
    else this.#panel = null;
  }

  async #load() {
    const { SearchPanel } = await import("./search_panel.js");
    return new SearchPanel(this.page, this.navigation);
  }

  async #toggle() {
    if (this.element.hidden) this.#open();
    else (await this.#panel)?.close();
  }

  /** Follow the address after back, forward or the page load. @param {URL} url */
  #arrived(url) {
    const text = searchText(url);
    if (text !== null) this.#open(text);
    else if (matchMedia("(max-width: 68rem)").matches) this.element.hidden = true;
  }

  /** @param {KeyboardEvent} event */
  #shortcut(event) {
    const find = shortcutKey(event) === "f" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isText(event.target);
    // Pressing Ctrl+F again opens the browser's own search.
    if (event.defaultPrevented || !(find || slash) || document.activeElement === this.input) return;
    event.preventDefault();
    this.#open();
  }
}

/** @param {EventTarget | null} element */
function isText(element) {
  return element instanceof HTMLElement && element.matches("input, textarea, select, [contenteditable=true]");
}
