/**
 * @template T
 * @typedef {Object} KeyedListOptions
 * @property {HTMLElement} list
 * @property {(item: T) => string} key
 * @property {(item: T) => HTMLElement} create an empty element
 * @property {(element: HTMLElement, item: T, previous: T | undefined) => void} patch make the element show the item;
 *   `previous` is undefined if the element is new or the server rendered it
 * @property {(item: T, previous: T) => boolean} [same] whether nothing needs a patch; identity by default
 * @property {T[]} [drawn] the items that the server rendered
 */

/**
 * Keeps the children of an element in sync with a list of items. An item that stays keeps its element, with its focus
 * and selection. Children with `data-key`, which the server rendered, are reused.
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

  /** Forget items, so that the next `show` patches their elements. @param {(item: T) => boolean} [matches] */
  invalidate(matches = () => true) {
    for (const [key, { element, item }] of this.#shown)
      if (item !== undefined && matches(item)) this.#shown.set(key, { element, item: undefined });
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
