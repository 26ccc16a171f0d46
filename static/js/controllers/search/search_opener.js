import { byId, target } from "../../views/ui/dom.js";
import { searchText } from "../../views/ui/urls.js";
import { importScript } from "../page/script_import.js";

/** Ways into the search: Ctrl+F, or `/` outside of text, its button, and its address. The panel comes with the first of them. */
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

  /** @param {string} [text] what to look for at once */
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

  /** The browser's back, forward and first address. @param {URL} url */
  #arrived(url) {
    const text = searchText(url);
    if (text !== null) this.#open(text);
    else if (matchMedia("(max-width: 68rem)").matches) this.element.hidden = true;
  }

  /** @param {KeyboardEvent} event */
  #shortcut(event) {
    const find =
      event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isText(event.target);
    // A second time is for the browser's own search, in what the page shows.
    if (event.defaultPrevented || !(find || slash) || document.activeElement === this.input) return;
    event.preventDefault();
    this.#open();
  }
}

/** @param {EventTarget | null} element */
function isText(element) {
  return element instanceof HTMLElement && element.matches("input, textarea, select, [contenteditable=true]");
}
