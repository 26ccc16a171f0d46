import { Emitter } from "../core/emitter.js";

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} DraftStorage */

/**
 * The parts of a draft besides its text. A part that is not there is left out.
 * @typedef {Object} DraftParts
 * @property {import("../../types.js").ReplyQuote} [replyTo] what the next message replies to
 * @property {import("../../wire_types.js").EditDraft} [edit] a change of a message
 * @property {import("../../types.js").Attachment[]} [attachments] uploaded files of the next message
 * @property {import("../../wire_types.js").PollDraft} [poll]
 * @property {import("../../wire_types.js").ThreadDraft[]} [threads] replies in threads
 */

/**
 * The drafts of all rooms. They are kept in `localStorage`, so the tabs of a browser share them. Where storage is
 * refused, they last as long as the page.
 * @extends {Emitter<{change: {roomId: number}, received: {roomId: number}}>} `received`: the server has announced a draft
 */
export class Drafts extends Emitter {
  /** @type {Map<string, string>} */
  #unsaved = new Map();

  /** @param {{userId: number, storage?: DraftStorage | null}} options */
  constructor({ userId, storage = pageStorage() }) {
    super();
    this.userId = userId;
    this.storage = storage;
  }

  /**
   * @param {number} roomId
   * @returns {string} the text of the next message; empty when there is none
   */
  get(roomId) {
    return this.read("draft", roomId);
  }

  /** @param {number} roomId @param {string} text a blank text removes the draft */
  set(roomId, text) {
    this.write("draft", roomId, text);
    this.emit("change", { roomId });
  }

  /** The next message was sent: forget its text and what it replies to. @param {number} roomId */
  clear(roomId) {
    this.setPart(roomId, "replyTo");
    this.set(roomId, "");
  }

  /** @param {number} roomId @returns {DraftParts} */
  parts(roomId) {
    try {
      return JSON.parse(this.read("parts", roomId) || "{}");
    } catch {
      return {};
    }
  }

  /**
   * @template {keyof DraftParts} Name
   * @param {number} roomId
   * @param {Name} name
   * @param {DraftParts[Name]} [value] none, or an empty list, removes the part
   */
  setPart(roomId, name, value) {
    this.setParts(roomId, { ...this.parts(roomId), [name]: value });
  }

  /** @param {number} roomId @param {DraftParts} parts all of them */
  setParts(roomId, parts) {
    const kept = Object.entries(parts).filter(([, value]) => value && !(Array.isArray(value) && value.length === 0));
    const text = kept.length > 0 ? JSON.stringify(Object.fromEntries(kept)) : "";
    if (text === this.read("parts", roomId)) return;
    this.write("parts", roomId, text);
    this.emit("change", { roomId });
  }

  /** @param {number} roomId @returns {boolean} whether there is anything */
  holds(roomId) {
    return this.get(roomId).trim() !== "" || this.read("parts", roomId) !== "";
  }

  /** @param {string} kind @param {number} roomId */
  read(kind, roomId) {
    const key = this.#key(kind, roomId);
    try {
      return this.#unsaved.get(key) ?? this.storage?.getItem(key) ?? "";
    } catch {
      return "";
    }
  }

  /** @param {string} kind @param {number} roomId @param {string} text */
  write(kind, roomId, text) {
    const key = this.#key(kind, roomId);
    this.#unsaved.set(key, text);
    if (!this.storage) return;
    try {
      if (text.trim()) this.storage.setItem(key, text);
      else this.storage.removeItem(key);
      this.#unsaved.delete(key);
    } catch {
      // It stays in `#unsaved`.
    }
  }

  /** @param {string} kind @param {number} roomId */
  #key(kind, roomId) {
    return `chat-${kind}:${this.userId}:${roomId}`;
  }
}

/** Even reading `localStorage` throws where cookies are blocked. @returns {Storage | null} */
export function pageStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
