import { shortcutKey } from "../../state/core/shortcut_key.js";
import { showCount } from "../../views/rooms/sidebar_room.js";
import { byId, oncePerTurn, part, setText, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { retryLine } from "../../views/ui/retry_line.js";
import { viewOf } from "../../views/ui/urls.js";
import { offerRetry } from "./script_import.js";

/** @typedef {import("../../views/messages/main_view.js").MainView} MainView */

const AGAIN_MS = 1_000;

/**
 * The views by name. A view's script loads when it is first opened.
 * @type {Record<string, () => Promise<{view: MainView}>>}
 */
const VIEWS = {
  "catch-up": () => import("../../views/messages/catch_up.js"),
  threads: () => import("../../views/messages/thread_list.js"),
  saved: () => import("../../views/messages/saved_list.js"),
};

/**
 * Shows a view in place of the room: catch-up (Alt+Shift+U), followed threads, or saved messages. Shift+Escape marks
 * everything as read.
 */
export class MainViews {
  /** @type {string | null} the open view */
  name = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #loads = 0;

  /** @param {import("./page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.element = byId("view");
    this.body = byId("view-body");
    document.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("popstate", () => this.#returned());
    for (const name of /** @type {const} */ (["room", "toEnd", "show"])) page.on(name, () => this.#close());
    const count = oncePerTurn(() => this.#count());
    page.store.on("rooms", count);
    page.store.on("message", () => this.#later());
    page.store.on("saved", () => this.#later());
    page.store.on("rooms", () => this.#later());
    this.#count();
    if (page.boot.view) this.open(page.boot.view, { push: false });
  }

  /** @param {string} name @param {{push?: boolean}} [options] */
  async open(name, { push = true } = {}) {
    if (push) await this.page.layers?.leave();
    if (push && this.name !== name) history.pushState({}, "", `/${name}/`);
    this.name = name;
    this.page.store.closeRoom();
    this.#swap(true);
    byId("read-all").hidden = name !== "catch-up";
    setText(byId("view-title"), titles()[name]);
    this.body.replaceChildren();
    this.page.emit("panel", "view");
    this.#count();
    this.element.focus();
    await this.#load();
  }

  /** @param {boolean} open whether the page shows the view instead of the room */
  #swap(open) {
    this.element.hidden = !open;
    byId("main").hidden = open;
    document.querySelector(".skip-link")?.setAttribute("href", open ? "#view" : "#main");
  }

  #close() {
    if (this.name === null) return;
    this.name = null;
    clearTimeout(this.#timer);
    this.#swap(false);
    this.#count();
  }

  async #load() {
    const { name, page } = this;
    if (name === null) return;
    const load = ++this.#loads;
    // A later load has the newer content.
    const isLatest = () => this.name === name && this.#loads === load;
    try {
      const { view } = await VIEWS[name]();
      const content = await view.load(page);
      if (isLatest()) this.body.replaceChildren(...content);
    } catch (error) {
      if (isLatest()) this.#failed(error);
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    const offer = offerRetry(this.page, error, () => {
      this.element.focus();
      this.#load();
    });
    if (this.body.hasChildNodes()) this.page.toast(offer.text);
    else this.body.append(retryLine(offer));
  }

  /** Reload the view after a change, but not while the user works in it. */
  #later() {
    clearTimeout(this.#timer);
    if (this.name !== null) this.#timer = setTimeout(() => this.#again(), AGAIN_MS);
  }

  #again() {
    const inside = this.body.contains(document.activeElement);
    if (inside) this.#later();
    else this.#load();
  }

  /** @param {MouseEvent} event */
  async #clicked(event) {
    const link = target(event, "a[data-view]");
    const button = target(event, "#view-body button[data-action]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      this.open(link.dataset.view ?? "");
    } else if (button && this.name) {
      const { view } = await VIEWS[this.name]();
      await view.act(this.page, button);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, altKey } = event;
    const isCatchUp = altKey && shortcutKey(event) === "u";
    const isReadAll = !altKey && key === "Escape";
    if (!event.shiftKey || event.ctrlKey || event.metaKey || !(isCatchUp || isReadAll)) return;
    event.preventDefault();
    if (isCatchUp) this.open("catch-up");
    else this.page.emit("readAll", undefined);
  }

  #returned() {
    const name = viewOf(new URL(location.href));
    if (name) this.open(name, { push: false });
  }

  #count() {
    const { rooms } = this.page.store;
    const { unread, mentions } = rooms.totals();
    const threads = rooms.unreadThreads();
    this.#entry("catch-up", mentions || unread, mentions > 0);
    this.#entry("threads", threads, true);
    this.#entry("saved", 0, false);
  }

  /** @param {string} name @param {number} number @param {boolean} loud */
  #entry(name, number, loud) {
    const link = /** @type {HTMLElement} */ (document.querySelector(`.sidebar a[data-view="${name}"]`));
    if (this.name === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (name === "saved") return;
    showCount(part(link, "count"), number, loud);
  }
}

/** @returns {Record<string, string>} */
function titles() {
  return { "catch-up": gettext("Catch up"), threads: gettext("Threads"), saved: gettext("Saved") };
}
