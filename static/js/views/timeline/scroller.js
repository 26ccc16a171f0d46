const NEAR = 48;

/**
 * Keeps the position of a scrolling list. `pinned`: the list is at its lower end and stays there while it grows.
 */
export class Scroller {
  pinned = true;

  /** @param {HTMLElement} element the element that scrolls @param {HTMLElement} list the parent of the rows */
  constructor(element, list) {
    this.element = element;
    this.list = list;
    element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const observer = new ResizeObserver(() => this.pinned && this.toBottom());
    observer.observe(element);
    observer.observe(list);
  }

  get distanceFromTop() {
    return this.element.scrollTop;
  }

  get distanceFromBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight;
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

  #scrolled() {
    this.pinned = this.distanceFromBottom < NEAR;
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
