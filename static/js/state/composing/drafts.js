import { Emitter } from "../core/emitter.js";

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} DraftStorage */
/** @typedef {{roomId: number, content: string, updatedAt?: string}} SyncedDraft empty `content`: there is no draft */

/**
 * The server's state, as far as this browser knows. `sent`: texts whose save is on its way or has failed, so the server may have
 * one of them; the latest last.
 * @typedef {{content: string, updatedAt: string, sent: string[]}} ServerDraft
 */

/** @type {ServerDraft} */
const NOTHING = { content: "", updatedAt: "", sent: [] };
const MOST_SENT = 5;

/**
 * The unsent text of each room. It is kept in `localStorage`, next to what the server has, so the tabs of a browser share both.
 * Where storage is refused, it lasts as long as the page.
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
   * @returns {string} empty when there is none
   */
  get(roomId) {
    return this.#read(this.#key(roomId));
  }

  /** @param {number} roomId @param {string} text a blank text removes the draft */
  set(roomId, text) {
    this.#write(this.#key(roomId), text);
    this.emit("change", { roomId });
  }

  /** @param {number} roomId */
  clear(roomId) {
    this.set(roomId, "");
  }

  /** @param {number} roomId @returns {boolean} whether the server may have another text than this browser */
  needsSaving(roomId) {
    const { content, sent } = this.#server(roomId);
    return sent.length > 0 || this.#trimmed(roomId) !== content;
  }

  /** @param {number} roomId @returns {string} the text to save now; the answer belongs in `confirmSave` */
  beginSave(roomId) {
    const text = this.#trimmed(roomId);
    const server = this.#server(roomId);
    this.#setServer(roomId, { ...server, sent: [...server.sent, text].slice(-MOST_SENT) });
    return text;
  }

  /** The server has saved a text. @param {number} roomId @param {string} content @param {string} updatedAt */
  confirmSave(roomId, content, updatedAt) {
    const server = this.#server(roomId);
    // The event of another device's later draft may arrive before this answer.
    const latest = updatedAt >= server.updatedAt ? { content, updatedAt } : server;
    this.#setServer(roomId, { ...server, ...latest, sent: [] });
  }

  /** Apply a `draft` event. One that is older than what is known changes nothing. @param {SyncedDraft} draft */
  applyEvent(draft) {
    const { updatedAt, sent } = this.#server(draft.roomId);
    if (!draft.updatedAt || draft.updatedAt > updatedAt)
      this.#merge(
        draft,
        sent.filter((text) => text !== draft.content),
      );
    // Another tab may have stored the text already, and the composer of this one must show it too.
    this.emit("received", { roomId: draft.roomId });
  }

  /**
   * Apply the server's list of drafts, when no save is on its way.
   * @param {SyncedDraft[]} drafts
   * @param {number[]} roomIds the rooms to compare; one that is not in the list has no draft
   */
  applyAll(drafts, roomIds) {
    const byRoom = new Map(drafts.map((draft) => [draft.roomId, draft]));
    for (const roomId of roomIds) {
      this.#merge(byRoom.get(roomId) ?? { roomId, content: "" }, []);
      this.emit("received", { roomId });
    }
  }

  /** @param {SyncedDraft} draft what the server has now @param {string[]} sent the saves whose outcome is still open */
  #merge({ roomId, content, updatedAt }, sent) {
    const server = this.#server(roomId);
    // An echo: what is typed here is newer.
    const isEcho = content === server.content || server.sent.includes(content);
    const text = this.needsSaving(roomId) ? joined(this.get(roomId), content) : content;
    this.#setServer(roomId, { content, updatedAt: updatedAt ?? server.updatedAt, sent });
    if (!isEcho && text !== this.get(roomId)) this.set(roomId, text);
  }

  /** @param {number} roomId */
  #trimmed(roomId) {
    const text = this.get(roomId);
    return text.trim() ? text : "";
  }

  /** @param {number} roomId @returns {ServerDraft} */
  #server(roomId) {
    try {
      return JSON.parse(this.#read(this.#serverKey(roomId)));
    } catch {
      return NOTHING;
    }
  }

  /** @param {number} roomId @param {ServerDraft} server */
  #setServer(roomId, server) {
    this.#write(this.#serverKey(roomId), JSON.stringify(server));
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
      // It stays in `#unsaved`.
    }
  }

  /** @param {number} roomId */
  #key(roomId) {
    return `chat-draft:${this.userId}:${roomId}`;
  }

  /** @param {number} roomId */
  #serverKey(roomId) {
    return `chat-draft-server:${this.userId}:${roomId}`;
  }
}

/** Keep both of two texts that were written without knowledge of each other. @param {string} here @param {string} there */
function joined(here, there) {
  if (here.includes(there) || !here.trim()) return here;
  return there.includes(here) ? there : `${there}\n\n${here}`;
}

/** Even reading `localStorage` throws where cookies are blocked. @returns {Storage | null} */
export function pageStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
