import { pageStorage } from "../../state/composing/drafts.js";
import { RecentTexts } from "../../state/core/recent_texts.js";
import { roomTitle } from "../../state/rooms/rooms.js";
import { MessageSearch } from "../../state/search/message_search.js";
import { addFilter } from "../../state/search/search_filters.js";
import { SearchResults } from "../../views/search/search_results.js";
import { byId, clone, part, setText, target } from "../../views/ui/dom.js";
import { errorText } from "../../views/ui/error_text.js";
import { gettext, ngettext } from "../../views/ui/i18n.js";
import { roomUrl, searchText, searchUrl } from "../../views/ui/urls.js";
import { SearchCompletion } from "./search_completion.js";

const WAIT_MS = 250;
const RECENT = 6;

/** The panel that searches messages. Each search has an address that can be shared, and an entry in the history. */
export class SearchPanel {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {import("../page/page.js").Page} page @param {import("../page/navigation.js").Navigation} navigation */
  constructor(page, navigation) {
    this.page = page;
    this.navigation = navigation;
    this.element = byId("search");
    this.input = byId("search-input", HTMLInputElement);
    this.search = new MessageSearch(page.api);
    this.recent = new RecentTexts({ key: `chat-searches:${page.me.id}`, most: RECENT, storage: pageStorage() });
    this.completion = new SearchCompletion(page, this.input, () => this.#typed());
    this.found = new SearchResults(byId("search-results"), this.input, {
      times: page.times,
      titleOf: ({ id, name }) => titleOf(page.store.rooms.get(id)) || name || gettext("Conversation"),
      choose: ({ message }) => this.#go(message),
    });
    this.input.addEventListener("input", (event) => this.#typed(/** @type {InputEvent} */ (event)));
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("keydown", (event) => this.#escape(event));
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.search.on("change", () => this.#show());
    page.on("covered", () => this.#leaveAddress());
  }

  /** @param {string} [text] the query to start with */
  open(text) {
    this.element.hidden = false;
    this.#button?.setAttribute("aria-expanded", "true");
    if (text !== undefined) this.input.value = text;
    if (text) this.#run();
    this.#show();
    this.input.focus();
    this.input.select();
  }

  close({ focus = true } = {}) {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.completion.close();
    this.#button?.setAttribute("aria-expanded", "false");
    if (!this.page.layers?.phone && atSearch()) history.pushState({}, "", roomUrl(this.page.room));
    this.#leaveAddress();
    if (focus) this.page.emit("focus", undefined);
  }

  /** On a phone, the entry below the closed panel is the search's only if the page began with it. */
  #leaveAddress() {
    if (this.element.hidden && this.page.layers?.phone && atSearch() && !history.state?.layers)
      history.replaceState(history.state, "", roomUrl(this.page.room));
  }

  get #button() {
    return document.querySelector('[data-action="open-search"]');
  }

  /** @returns {boolean} whether the panel covers the room */
  get #covers() {
    return matchMedia("(max-width: 68rem)").matches;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (this.completion.isOpen && this.#complete(event, step)) return event.preventDefault();
    if (step && !this.found.move(step) && step > 0) this.search.more();
    else if (event.key === "Enter") this.#entered();
    else if (!step) return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event @param {number} step @returns {boolean} whether the suggestions handled the key */
  #complete(event, step) {
    if (step) this.completion.options.move(/** @type {1 | -1} */ (step));
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.completion.options.choose();
    else if (event.key === "Escape") this.completion.close();
    else return false;
    return true;
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    this.close();
  }

  /** @param {InputEvent} [event] */
  #typed(event) {
    clearTimeout(this.#timer);
    if (event?.isComposing) return;
    const writing = this.completion.look();
    if (!this.input.value.trim()) this.#run();
    else if (!writing) this.#timer = setTimeout(() => this.#run(), WAIT_MS);
  }

  #entered() {
    const { text, loading } = this.search.state;
    if (this.input.value.trim() !== text) this.#run();
    else if (!loading) this.found.choose();
    this.recent.add(this.input.value);
  }

  #run() {
    clearTimeout(this.#timer);
    const text = this.input.value.trim();
    const known = searchText(new URL(location.href));
    // On a phone the open panel has an entry of its own already.
    const replaces = known !== null || this.page.layers?.phone;
    if (text && known !== text) history[replaces ? "replaceState" : "pushState"](history.state, "", searchUrl(text));
    this.search.run(text);
  }

  /** @param {import("../../types.js").Message} message */
  #go({ roomId, seq }) {
    this.recent.add(this.search.state.text);
    if (this.#covers) this.element.hidden = true;
    this.navigation.open(roomId, { around: seq });
  }

  /** @param {Event} event */
  #clicked(event) {
    const filter = target(event, "[data-filter]")?.dataset.filter;
    const again = target(event, ".search__again");
    if (filter) this.#begin(filter);
    else if (again) this.open(again.textContent ?? "");
    else if (target(event, '[data-action="close-search"]')) this.close();
    else if (target(event, '[data-action="clear-searches"]')) this.#forget();
    else if (target(event, '[data-action="more-results"]')) this.search.retry();
  }

  /** @param {string} filter */
  #begin(filter) {
    this.input.value = addFilter(this.input.value, filter);
    this.input.focus();
    this.completion.look();
  }

  #forget() {
    this.recent.clear();
    this.input.focus();
    this.#show();
  }

  #show() {
    const { text, results, next, loading, error } = this.search.state;
    byId("search-help").hidden = text !== "";
    byId("search-recent").hidden = this.recent.all.length === 0;
    byId("search-recent-list").replaceChildren(...this.recent.all.map(recentItem));
    this.found.show(results, { keep: this.shownText === text && this.found.active >= 0 });
    this.found.list.setAttribute("aria-busy", String(loading));
    if (!loading) this.shownText = text;
    const more = byId("search-more");
    more.hidden = !error && !next;
    setText(more, error ? gettext("Try again") : gettext("Show older messages"));
    setText(byId("search-status"), this.#status());
  }

  #status() {
    const { text, results, next, unknown, loading, error } = this.search.state;
    if (!text) return "";
    if (loading) return gettext("Searching…");
    if (error) return errorText(error);
    if (unknown.length > 0) return gettext("Nothing matches %(filters)s.", { filters: unknown.join(", ") });
    if (results.length === 0)
      return gettext("Nothing found for “%(text)s”. Fewer words or filters find more.", { text });
    if (next) return gettext("The newest %(count)s messages", { count: results.length });
    return ngettext("%(count)s message", "%(count)s messages", results.length);
  }
}

/** @returns {boolean} whether the page's address is that of a search */
function atSearch() {
  return searchText(new URL(location.href)) !== null;
}

/** @param {string} text */
function recentItem(text) {
  const item = clone("recent-template");
  setText(part(item, "text"), text);
  return item;
}

/** @param {import("../../types.js").RoomEntry | undefined} entry */
function titleOf(entry) {
  return entry ? roomTitle(entry) : "";
}
