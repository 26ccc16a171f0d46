/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} RecentStorage */

/** A list of recently used texts, in this browser only. Without storage, it lasts as long as the page. */
export class RecentTexts {
  /** @type {string[]} */
  #texts;

  /** @param {{key: string, most: number, storage: RecentStorage | null}} options `key` in the storage; `most`: the length of the list */
  constructor({ key, most, storage }) {
    this.storage = storage;
    this.key = key;
    this.most = most;
    this.#texts = this.#read();
  }

  /** @returns {string[]} the latest first */
  get all() {
    return this.#texts;
  }

  /** @param {string} text */
  add(text) {
    const added = text.trim();
    if (added) this.#keep([added, ...this.#texts.filter((known) => known !== added)].slice(0, this.most));
  }

  clear() {
    this.#keep([]);
  }

  /** @returns {string[]} */
  #read() {
    try {
      const kept = JSON.parse(this.storage?.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((text) => typeof text === "string").slice(0, this.most) : [];
    } catch {
      return [];
    }
  }

  /** @param {string[]} texts */
  #keep(texts) {
    this.#texts = texts;
    try {
      if (texts.length > 0) this.storage?.setItem(this.key, JSON.stringify(texts));
      else this.storage?.removeItem(this.key);
    } catch {
      // The list lasts as long as the page.
    }
  }
}
