import { byId } from "../../views/ui/dom.js";

/**
 * Keys for the sidebar. Alt+↑ and Alt+↓ open the room above or below, with Shift the next one with something unread. On
 * an entry, the arrow keys move the focus, and → opens its menu.
 */
export class RoomKeys {
  /**
   * @param {import("../page/page.js").Page} page
   * @param {{navigation: import("../page/navigation.js").Navigation,
   *   drawer: import("./sidebar_drawer.js").SidebarDrawer}} others
   */
  constructor(page, { navigation, drawer }) {
    this.page = page;
    this.navigation = navigation;
    this.drawer = drawer;
    this.lists = byId("sections");
    document.addEventListener("keydown", (event) => this.#shortcut(event));
    this.lists.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {KeyboardEvent} event */
  #shortcut(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    // Rooms in closed sections are passed over, unless they have something unread that is looked for.
    const rows = this.#rows(event.shiftKey ? ".entry" : ".section:not(.section--closed) .entry");
    const at = rows.findIndex((row) => row.dataset.roomId === String(this.page.store.openRoomId));
    const from = at < 0 && step < 0 ? 0 : at;
    const order = rows.map((_, place) => rows[(from + step * (place + 1) + rows.length * 2) % rows.length]);
    const next = order.find((row) => !event.shiftKey || row.classList.contains("entry--unread"));
    if (!next || (at >= 0 && next === rows[at])) return;
    this.drawer.close();
    this.navigation.open(Number(next.dataset.roomId));
    next.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const link = event.target instanceof HTMLElement && event.target.matches(".entry__link") ? event.target : null;
    if (!link || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const rows = this.#rows(".entry");
    const at = rows.findIndex((row) => row.contains(link));
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) rows[to]?.querySelector("a")?.focus();
    else if (event.key === "ArrowRight") rows[at]?.querySelector("button")?.click();
    else return;
    event.preventDefault();
  }

  /** @param {string} selector @returns {HTMLElement[]} */
  #rows(selector) {
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.lists.querySelectorAll(selector));
    // Rooms that are read may be hidden. The rooms of a closed section are hidden too, but may be wanted.
    return [...rows].filter((row) => row.closest(".section--closed") || row.offsetParent !== null);
  }
}
