import { byId, clone, target } from "../../views/ui/dom.js";
import { onLongPress } from "../../views/ui/long_press.js";

/**
 * The toolbar of the message under the pointer or the focus. One toolbar moves from row to row. On touch screens a long
 * press opens the menu instead.
 */
export class MessageToolbar {
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
    onLongPress(
      this.rows,
      (event) => (target(event, "a, button, pre") ? null : target(event, ".message")),
      (row, place) => page.emit("menu", { row, react: false, place }),
    );
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
    const { mayReact: react, mayWrite: reply } = this.page;
    const may = /** @type {Record<string, boolean>} */ ({ menu: true, react, reply, "open-thread": reply });
    for (const button of this.toolbar.querySelectorAll("button")) button.hidden = !may[button.dataset.action ?? ""];
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
}
