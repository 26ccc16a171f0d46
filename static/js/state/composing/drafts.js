import { Emitter } from "../core/emitter.js";

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} DraftStorage */
/** @typedef {{roomId: number, content: string, updatedAt?: string}} SyncedDraft empty `content`: there is none */

/**
 * What was typed and not sent, for each room; kept in `localStorage`, or as long as the page where that is refused. That is the
 * truth; beside it stands what the server had last, so that each side knows what it has not seen.
 * @extends {Emitter<{change: {roomId: number}, taken: {roomId: number}}>} `taken`: another device has written
 */
export class Drafts extends Emitter {
  /** @type {Map<string, string>} */
  #unsaved = new Map();
  /** What is on its way to the server, by room: it comes back as an event. @type {Map<number, string>} */
  #sent = new Map();

  /** @param {{userId: number, storage?: DraftStorage | null}} options */
  constructor({ userId, storage = pageStorage() }) {
    super();
    this.userId = userId;
    this.storage = storage;
  }

  /**
   * @param {number} roomId
   * @returns {string} empty when there is none
   */
  get(roomId) {
    return this.#read(this.#key(roomId));
  }

  /** @param {number} roomId @param {string} text an empty or blank one removes the draft */
  set(roomId, text) {
    this.#write(this.#key(roomId), text);
    this.emit("change", { roomId });
  }

  /** @param {number} roomId */
  clear(roomId) {
    this.set(roomId, "");
  }

  /** The server has not seen what is typed here. @param {number} roomId */
  isChanged(roomId) {
    return this.#trimmed(roomId) !== this.#read(this.#base(roomId));
  }

  /** @param {number} roomId @returns {string} what to send now */
  sending(roomId) {
    const text = this.#trimmed(roomId);
    this.#sent.set(roomId, text);
    return text;
  }

  /** The server has it. @param {number} roomId @param {string} text */
  saved(roomId, text) {
    if (this.#sent.get(roomId) === text) this.#sent.delete(roomId);
    this.#write(this.#base(roomId), text);
  }

  /** What the server has. Text typed here and not seen there is never lost to it. @param {SyncedDraft} draft */
  take({ roomId, content }) {
    const text = this.isChanged(roomId) ? joined(this.get(roomId), content) : content;
    const isNews = content !== this.#read(this.#base(roomId)) && content !== this.#sent.get(roomId);
    this.#write(this.#base(roomId), content);
    if (isNews && text !== this.get(roomId)) this.set(roomId, text);
    // Also where another tab of this browser has stored it already.
    this.emit("taken", { roomId });
  }

  /** @param {SyncedDraft[]} drafts all that the server has @param {number[]} roomIds of all rooms */
  takeAll(drafts, roomIds) {
    const contents = new Map(drafts.map(({ roomId, content }) => [roomId, content]));
    for (const roomId of roomIds) this.take({ roomId, content: contents.get(roomId) ?? "" });
  }

  /** @param {number} roomId */
  #trimmed(roomId) {
    const text = this.get(roomId);
    return text.trim() ? text : "";
  }

  /** @param {string} key */
  #read(key) {
    try {
      return this.#unsaved.get(key) ?? this.storage?.getItem(key) ?? "";
    } catch {
      return "";
    }
  }

  /** @param {string} key @param {string} text */
  #write(key, text) {
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
  #key(roomId) {
    return `chat-draft:${this.userId}:${roomId}`;
  }

  /** @param {number} roomId */
  #base(roomId) {
    return `chat-draft-base:${this.userId}:${roomId}`;
  }
}

/** Two texts that were written without knowing of each other. @param {string} here @param {string} there */
function joined(here, there) {
  if (here.includes(there) || !here.trim()) return here;
  return there.includes(here) ? there : `${there}\n\n${here}`;
}

/** Merely touching `localStorage` throws where cookies are blocked. */
export function pageStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
