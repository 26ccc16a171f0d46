/** The rows of a list that are on the screen, or at most half a screen away from it. */
export class NearRows {
  /** @type {Set<HTMLElement>} */
  #near = new Set();
  #observer;

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} scroller the element that scrolls the list
   * @param {() => void} changed other rows are near
   */
  constructor(list, scroller, changed) {
    this.scroller = scroller;
    this.changed = changed;
    this.#observer = new IntersectionObserver((entries) => this.#moved(entries), {
      root: scroller,
      rootMargin: "50%",
    });
    for (const row of list.children) this.#observer.observe(row);
    new MutationObserver((records) => this.#listChanged(records)).observe(list, { childList: true });
  }

  /** @returns {{userId: number, distance: () => number}[]} of each row, with its distance from the screen in pixels */
  places() {
    const people = [...this.#near].filter(
      ({ dataset, classList }) => dataset.userId && !classList.contains("message--system"),
    );
    return people.map((row) => ({ userId: Number(row.dataset.userId), distance: () => this.#distance(row) }));
  }

  /** @param {HTMLElement} row */
  #distance(row) {
    const screen = this.scroller.getBoundingClientRect();
    const { top, bottom } = row.getBoundingClientRect();
    return Math.max(0, screen.top - bottom, top - screen.bottom);
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #moved(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#near.add(/** @type {HTMLElement} */ (target));
      else this.#near.delete(/** @type {HTMLElement} */ (target));
    }
    this.changed();
  }

  /** A row that moves is removed first, and added after that. @param {MutationRecord[]} records */
  #listChanged(records) {
    for (const { removedNodes, addedNodes } of records) {
      for (const row of removedNodes) if (row instanceof HTMLElement) this.#forget(row);
      for (const row of addedNodes) if (row instanceof HTMLElement) this.#observer.observe(row);
    }
    this.changed();
  }

  /** @param {HTMLElement} row */
  #forget(row) {
    this.#near.delete(row);
    this.#observer.unobserve(row);
  }
}
