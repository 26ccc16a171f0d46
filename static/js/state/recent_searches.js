/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} RecentStorage */

const KEPT = 6;

/** What was sought last, in this browser alone. Where nothing can be kept, it is known as long as the page. */
export class RecentSearches {
  /** @type {string[]} */
  #texts;

  /** @param {{userId: number, storage: RecentStorage | null}} options */
  constructor({ userId, storage }) {
    this.storage = storage;
    this.key = `chat-searches:${userId}`;
    this.#texts = this.#read();
  }

  /** @returns {string[]} the latest first */
  get all() {
    return this.#texts;
  }

  /** @param {string} text */
  add(text) {
    const wanted = text.trim();
    if (wanted) this.#keep([wanted, ...this.#texts.filter((known) => known !== wanted)].slice(0, KEPT));
  }

  clear() {
    this.#keep([]);
  }

  /** @returns {string[]} */
  #read() {
    try {
      const kept = JSON.parse(this.storage?.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept.filter((text) => typeof text === "string").slice(0, KEPT) : [];
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
      // Known until the page goes.
    }
  }
}
