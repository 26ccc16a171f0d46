import { byId, target } from "../../views/ui/dom.js";

const KEYS = ["ArrowUp", "ArrowDown", "Home", "End"];

/** Makes the timeline work by keyboard: Tab reaches one row, arrow keys move between rows, Enter opens its menu. */
export class RowFocus {
  /** @type {HTMLElement | null} */
  #current = null;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.rows = byId("rows");
    this.rows.addEventListener("keydown", (event) => this.#key(event));
    this.rows.addEventListener("focusin", (event) => this.#focused(event));
    // Tab into the list focuses the newest message.
    this.rows.tabIndex = 0;
    this.rows.addEventListener("focus", () => this.#last()?.focus());
  }

  /** @param {FocusEvent} event */
  #focused(event) {
    const row = target(event, ".message");
    if (!row || row === this.#current) return;
    if (this.#current) this.#current.tabIndex = -1;
    row.tabIndex = 0;
    this.#current = row;
    this.rows.tabIndex = -1;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = event.target instanceof HTMLElement && event.target.matches(".message") ? event.target : null;
    if (!row) return;
    if (KEYS.includes(event.key)) this.#move(row, event.key);
    else if (event.key === "Enter" || event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))
      this.#menu(row);
    else if (event.key === "Escape") this.page.emit("focus", undefined);
    else return;
    event.preventDefault();
  }

  /** @param {HTMLElement} row @param {string} key */
  #move(row, key) {
    const rows = this.#all();
    const at = rows.indexOf(row);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[key] ?? at;
    const next = rows[Math.max(0, Math.min(to, rows.length - 1))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  /** @param {HTMLElement} row */
  #menu(row) {
    this.page.emit("menu", { row, react: false, place: row.querySelector(".toolbar") ?? row });
  }

  #all() {
    return /** @type {HTMLElement[]} */ ([...this.rows.querySelectorAll(".message")]);
  }

  #last() {
    return this.#all().at(-1);
  }
}
