/** @typedef {{x: number, y: number} | HTMLElement} Place a point of the window, or an element to open next to */

/** A menu. Arrow keys move in it. Escape or a press outside closes it, and the opener gets the focus back. */
export class Menu {
  /** @type {HTMLElement | null} */
  #opener = null;
  #closed = () => {};

  /** @param {HTMLElement} element with the attribute `popover` */
  constructor(element) {
    this.element = element;
    element.addEventListener("keydown", (event) => this.#key(event));
    // Others may hide the menu too, for example when the user goes back.
    element.addEventListener("toggle", () => !this.isOpen && this.#forget());
    document.addEventListener("pointerdown", (event) => this.#pressed(event));
  }

  /** @returns {HTMLElement | null} the element that gets the focus back */
  get opener() {
    return this.#opener;
  }

  get isOpen() {
    return this.element.matches(":popover-open");
  }

  /**
   * @param {Place} place
   * @param {{opener?: HTMLElement | null, closed?: () => void}} [options] `opener` gets the focus back
   */
  open(place, { opener = null, closed = () => {} } = {}) {
    this.close({ focus: false });
    this.#opener = opener;
    this.#closed = closed;
    opener?.setAttribute("aria-expanded", "true");
    this.element.showPopover();
    position(this.element, place);
    this.#items()[0]?.focus({ preventScroll: true });
  }

  /** @param {{focus?: boolean}} [options] */
  close({ focus = true } = {}) {
    if (!this.isOpen) return;
    this.element.hidePopover();
    if (focus) this.#opener?.focus({ preventScroll: true });
    this.#forget();
  }

  #forget() {
    const closed = this.#closed;
    this.#opener?.setAttribute("aria-expanded", "false");
    this.#opener = null;
    this.#closed = () => {};
    closed();
  }

  /** @returns {HTMLElement[]} */
  #items() {
    return [...this.element.querySelectorAll("button, a[href], input")]
      .map((item) => /** @type {HTMLElement} */ (item))
      .filter((item) => item.offsetParent !== null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const items = this.#items();
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const inText = document.activeElement instanceof HTMLInputElement;
    const step = { ArrowDown: 1, ArrowUp: -1, ...(!inText && { ArrowRight: 1, ArrowLeft: -1 }) }[event.key];
    if (step) items[(at + step + items.length) % items.length]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {PointerEvent} event */
  #pressed(event) {
    if (this.isOpen && event.target instanceof Node && !this.element.contains(event.target))
      this.close({ focus: false });
  }
}

/**
 * Move a fixed element next to a place, inside the window.
 * @param {HTMLElement} element
 * @param {Place} place
 */
export function position(element, place) {
  const { width, height } = element.getBoundingClientRect();
  const box = place instanceof HTMLElement ? place.getBoundingClientRect() : new DOMRect(place.x, place.y);
  const below = box.bottom + 4 + height <= innerHeight - 8;
  const top = below ? box.bottom + 4 : box.top - 4 - height;
  const left = box.left + width > innerWidth - 8 ? box.right - width : box.left;
  element.style.left = `${Math.max(8, Math.min(left, innerWidth - 8 - width))}px`;
  element.style.top = `${Math.max(8, Math.min(top, innerHeight - 8 - height))}px`;
}
