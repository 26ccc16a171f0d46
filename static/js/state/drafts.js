/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} DraftStorage */

/** What was typed and not sent, for each room; kept in `localStorage`, or as long as the page where that is refused. */
export class Drafts {
  /** @type {Map<string, string>} */
  #unsaved = new Map();

  /** @param {{userId: number, storage?: DraftStorage | null}} options */
  constructor({ userId, storage = pageStorage() }) {
    this.userId = userId;
    this.storage = storage;
  }

  /**
   * @param {number} roomId
   * @returns {string} empty when there is none
   */
  get(roomId) {
    const key = this.#key(roomId);
    try {
      return this.#unsaved.get(key) ?? this.storage?.getItem(key) ?? "";
    } catch {
      return "";
    }
  }

  /** @param {number} roomId @param {string} text an empty or blank one removes the draft */
  set(roomId, text) {
    const key = this.#key(roomId);
    this.#unsaved.set(key, text);
    if (!this.storage) return;
    try {
      if (text.trim()) this.storage.setItem(key, text);
      else this.storage.removeItem(key);
      this.#unsaved.delete(key);
    } catch {
      // It stays among the unsaved.
    }
  }

  /** @param {number} roomId */
  clear(roomId) {
    this.set(roomId, "");
  }

  /** @param {number} roomId */
  #key(roomId) {
    return `chat-draft:${this.userId}:${roomId}`;
  }
}

/** Merely touching `localStorage` throws where cookies are blocked. */
export function pageStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
