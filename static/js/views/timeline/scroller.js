const NEAR = 48;

/**
 * Keeps the position of a scrolling list. `pinned`: the list is at its lower end and stays there, whatever changes the
 * height of the list or of the window.
 */
export class Scroller {
  pinned = true;
  #heights = "";

  /** @param {HTMLElement} element the element that scrolls @param {HTMLElement} list the parent of the rows */
  constructor(element, list) {
    this.element = element;
    this.list = list;
    element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const observer = new ResizeObserver(() => this.#resized());
    for (const part of [element, ...element.children]) observer.observe(part);
  }

  get distanceFromTop() {
    return this.element.scrollTop;
  }

  get distanceFromBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** @returns {boolean} whether the newest row is on the screen down to its last line */
  get showsEnd() {
    const last = this.list.lastElementChild;
    return !last || last.getBoundingClientRect().bottom <= this.element.getBoundingClientRect().bottom + 1;
  }

  toBottom() {
    this.pinned = true;
    this.element.scrollTop = this.element.scrollHeight;
  }

  /**
   * Change the list without moving the rows that the user sees.
   * @param {() => void} work
   */
  hold(work) {
    const mark = this.mark();
    work();
    this.restore(mark);
  }

  /** @returns {{key: string, top: number} | null} the first visible row and its position; null when pinned */
  mark() {
    this.#scrolled(); // The user may have left the end a moment ago, before the browser has sent the event.
    if (this.pinned) return null;
    const edge = this.element.getBoundingClientRect().top;
    const row = firstBelow(this.list.children, edge);
    return row?.dataset.key ? { key: row.dataset.key, top: row.getBoundingClientRect().top - edge } : null;
  }

  /** @param {{key: string, top: number} | null} mark */
  restore(mark) {
    if (!mark) return this.toBottom();
    const row = /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-key="${CSS.escape(mark.key)}"]`));
    if (!row) return;
    this.pinned = false;
    const edge = this.element.getBoundingClientRect().top;
    this.element.scrollTop += row.getBoundingClientRect().top - edge - mark.top;
  }

  /** @param {Element} row @param {ScrollLogicalPosition} [block] */
  show(row, block = "center") {
    this.pinned = false;
    row.scrollIntoView({ block });
    this.#scrolled();
  }

  #resized() {
    this.#heights = this.#measure();
    if (this.pinned) this.toBottom();
  }

  #scrolled() {
    const heights = this.#measure();
    const resized = heights !== this.#heights;
    this.#heights = heights;
    const near = this.distanceFromBottom < NEAR;
    // The browser scrolls too when it lays out the list anew, for example after a zoom. Only people leave the end.
    if (this.pinned && resized && !near) this.toBottom();
    else this.pinned = near;
  }

  #measure() {
    return `${this.element.scrollHeight} ${this.element.clientHeight}`;
  }
}

/**
 * Return the first message that ends below the edge.
 * @param {HTMLCollection} rows from top to bottom
 * @param {number} edge
 * @returns {HTMLElement | undefined}
 */
function firstBelow(rows, edge) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].getBoundingClientRect().bottom <= edge) low = middle + 1;
    else high = middle;
  }
  // Skip dividers: they move when older messages of the same day are loaded above.
  while (rows[low]?.classList.contains("divider")) low += 1;
  return /** @type {HTMLElement | undefined} */ (rows[low]);
}
