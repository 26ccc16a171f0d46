import { byId, clone, target } from "../../views/ui/dom.js";

const LONG_PRESS_MS = 450;
const MOVED = 10;

/**
 * The toolbar of the message under the pointer or the focus. One toolbar moves from row to row. On touch screens a long
 * press opens the menu instead.
 */
export class MessageToolbar {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #press;
  #start = { x: 0, y: 0 };

  /**
   * @param {import("../page/page.js").Page} page
   * @param {HTMLElement} [rows] the list of rows; the room's by default
   */
  constructor(page, rows = byId("rows")) {
    this.page = page;
    this.rows = rows;
    this.toolbar = clone("toolbar-template");
    this.rows.addEventListener(
      "pointerover",
      (event) => event.pointerType === "mouse" && this.#follow(target(event, ".message")),
    );
    for (const name of ["focusin", "click"])
      this.rows.addEventListener(name, (event) => this.#follow(target(event, ".message")));
    this.rows.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.#leave());
    this.toolbar.addEventListener("click", (event) => this.#clicked(event));
    this.rows.addEventListener("pointerdown", (event) => this.#pressed(event));
    for (const name of ["pointerup", "pointercancel", "scroll"])
      document.addEventListener(name, () => clearTimeout(this.#press), { passive: true, capture: true });
    this.rows.addEventListener("pointermove", (event) => this.#moved(event), { passive: true });
    this.rows.addEventListener(
      "contextmenu",
      (event) => event instanceof PointerEvent && event.pointerType === "touch" && event.preventDefault(),
    );
  }

  /** @param {HTMLElement | null} row */
  #follow(row) {
    if (!row || this.toolbar.parentElement === row || this.toolbar.querySelector('[aria-expanded="true"]')) return;
    const message = this.page.messageOf(row);
    if (message && message.kind === "message" && !message.deletedAt) row.append(this.toolbar);
    else this.toolbar.remove();
    for (const button of this.toolbar.querySelectorAll("button"))
      button.hidden = button.dataset.action !== "menu" && !this.page.mayWrite;
  }

  #leave() {
    const row = this.toolbar.parentElement;
    if (!row?.contains(document.activeElement) && !this.toolbar.querySelector('[aria-expanded="true"]'))
      this.toolbar.remove();
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = target(event, "button");
    const row = target(event, ".message");
    if (!button || !row) return;
    const message = this.page.messageOf(row);
    if (button.dataset.action === "reply" && message) this.page.emit("reply", message);
    else if (button.dataset.action === "open-thread" && message) this.page.emit("thread", message);
    else this.page.emit("menu", { row, react: button.dataset.action === "react", place: button });
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    const row = target(event, ".message");
    if (event.pointerType === "mouse" || !row || target(event, "a, button, pre")) return;
    this.#start = { x: event.clientX, y: event.clientY };
    this.#press = setTimeout(() => this.page.emit("menu", { row, react: false, place: this.#start }), LONG_PRESS_MS);
  }

  /** @param {PointerEvent} event */
  #moved({ clientX, clientY }) {
    if (Math.hypot(clientX - this.#start.x, clientY - this.#start.y) > MOVED) clearTimeout(this.#press);
  }
}
