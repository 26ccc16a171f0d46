/**
 * @template T
 * @typedef {Object} KeyedListOptions
 * @property {HTMLElement} list
 * @property {(item: T) => string} key
 * @property {(item: T) => HTMLElement} create an empty element
 * @property {(element: HTMLElement, item: T, previous: T | undefined) => void} patch `previous`: undefined for what the server drew
 *   and for what was just created
 * @property {(item: T, previous: T) => boolean} [same] nothing to patch; identity by default
 * @property {T[]} [drawn] what the server's children show already
 */

/**
 * The children of an element, kept equal to a list of items: an item that stays keeps its element, and with it focus, selection
 * and place. What the server drew (children with `data-key`) is taken over.
 * @template T
 */
export class KeyedList {
  /** @type {Map<string, {element: HTMLElement, item: T | undefined}>} */
  #shown = new Map();

  /** @param {KeyedListOptions<T>} options */
  constructor(options) {
    this.options = options;
    const drawn = new Map(options.drawn?.map((item) => [options.key(item), item]));
    for (const element of options.list.children) {
      const key = element instanceof HTMLElement ? element.dataset.key : undefined;
      if (key) this.#shown.set(key, { element: /** @type {HTMLElement} */ (element), item: drawn.get(key) });
    }
  }

  /** @param {string} key @returns {HTMLElement | undefined} */
  element(key) {
    return this.#shown.get(key)?.element;
  }

  /** @param {T[]} items */
  show(items) {
    const { list, key } = this.options;
    const wanted = new Set(items.map(key));
    for (const [shown, { element }] of this.#shown) {
      if (wanted.has(shown)) continue;
      element.remove();
      this.#shown.delete(shown);
    }
    let place = list.firstElementChild;
    for (const item of items) {
      const element = this.#patched(item);
      if (element === place) place = place.nextElementSibling;
      else list.insertBefore(element, place);
    }
  }

  /** Forget what the items were, so that the next `show` patches every one. */
  invalidate() {
    for (const [key, { element }] of this.#shown) this.#shown.set(key, { element, item: undefined });
  }

  /** @param {T} item */
  #patched(item) {
    const { key, create, patch, same = Object.is } = this.options;
    const name = key(item);
    const shown = this.#shown.get(name);
    const element = shown?.element ?? create(item);
    if (!shown) element.dataset.key = name;
    if (shown?.item === undefined || !same(item, shown.item)) patch(element, item, shown?.item);
    this.#shown.set(name, { element, item });
    return element;
  }
}
