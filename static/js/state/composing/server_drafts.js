import { bodyOf, merged } from "./draft_merge.js";

/**
 * @typedef {import("../../wire_types.js").Draft} SyncedDraft
 * @typedef {import("../../wire_types.js").DraftText} DraftBody
 */

/**
 * The server's state, as far as this browser knows: the body of a save as text. `sent`: bodies whose save is on its way or has
 * failed, so the server may have one of them; the latest last.
 * @typedef {{body: string, updatedAt: string, sent: string[]}} ServerDraft
 */

const NOTHING = JSON.stringify(bodyOf("", {}));
const MOST_SENT = 5;

/** The drafts as the server has them, kept next to the others so that the tabs of a browser share both. */
export class ServerDrafts {
  /** @param {import("./drafts.js").Drafts} drafts */
  constructor(drafts) {
    this.drafts = drafts;
  }

  /** @param {number} roomId @returns {boolean} whether the server may have another draft than this browser */
  needsSaving(roomId) {
    const { body, sent } = this.#server(roomId);
    return sent.length > 0 || this.#here(roomId) !== body;
  }

  /** @param {number} roomId @returns {DraftBody} the draft to save now; the answer belongs in `confirmSave` */
  beginSave(roomId) {
    const body = this.#here(roomId);
    const server = this.#server(roomId);
    this.#setServer(roomId, { ...server, sent: [...server.sent, body].slice(-MOST_SENT) });
    return JSON.parse(body);
  }

  /** The server has saved a draft. @param {number} roomId @param {DraftBody} saved @param {string} updatedAt */
  confirmSave(roomId, saved, updatedAt) {
    const server = this.#server(roomId);
    // The event of another device's later draft may arrive before this answer.
    const latest = updatedAt >= server.updatedAt ? { body: JSON.stringify(saved), updatedAt } : server;
    this.#setServer(roomId, { ...server, ...latest, sent: [] });
  }

  /** Apply a `draft` event. One that is older than what is known changes nothing. @param {SyncedDraft} draft */
  applyEvent(draft) {
    const { updatedAt, sent } = this.#server(draft.roomId);
    const body = JSON.stringify(bodyOf(draft.content, draft));
    if (!draft.updatedAt || draft.updatedAt > updatedAt)
      this.#merge(
        draft,
        sent.filter((other) => other !== body),
      );
    // Another tab may have stored the draft already, and the composer of this one must show it too.
    this.drafts.emit("received", { roomId: draft.roomId });
  }

  /**
   * Apply the server's list of drafts, when no save is on its way.
   * @param {SyncedDraft[]} drafts
   * @param {number[]} roomIds the rooms to compare; one that is not in the list has no draft
   */
  applyAll(drafts, roomIds) {
    const byRoom = new Map(drafts.map((draft) => [draft.roomId, draft]));
    for (const roomId of roomIds) {
      const draft = byRoom.get(roomId) ?? { roomId, content: "", updatedAt: "" };
      if (draft.updatedAt && draft.updatedAt < this.#server(roomId).updatedAt) continue;
      this.#merge(draft, []);
      this.drafts.emit("received", { roomId });
    }
  }

  /** @param {SyncedDraft} draft what the server has now @param {string[]} sent the saves whose outcome is still open */
  #merge(draft, sent) {
    const { roomId, content, updatedAt, replyTo, edit, attachments, poll, threads } = draft;
    const body = JSON.stringify(bodyOf(content, draft));
    const server = this.#server(roomId);
    this.#setServer(roomId, { body, updatedAt: updatedAt || server.updatedAt, sent });
    // An echo: what is typed here is newer.
    if (body === server.body || server.sent.includes(body)) return;
    const here = { text: this.drafts.get(roomId), parts: this.drafts.parts(roomId) };
    const there = { text: content, parts: { replyTo, edit, attachments, poll, threads } };
    const { text, parts } = merged(JSON.parse(server.body), here, there);
    if (text !== here.text) this.drafts.set(roomId, text);
    this.drafts.setParts(roomId, parts);
  }

  /** @param {number} roomId */
  #here(roomId) {
    const text = this.drafts.get(roomId);
    return JSON.stringify(bodyOf(text.trim() ? text : "", this.drafts.parts(roomId)));
  }

  /** @param {number} roomId @returns {ServerDraft} */
  #server(roomId) {
    try {
      return {
        body: NOTHING,
        updatedAt: "",
        sent: [],
        ...JSON.parse(this.drafts.read("draft-server", roomId) || "{}"),
      };
    } catch {
      return { body: NOTHING, updatedAt: "", sent: [] };
    }
  }

  /** @param {number} roomId @param {ServerDraft} server */
  #setServer(roomId, server) {
    this.drafts.write("draft-server", roomId, JSON.stringify(server));
  }
}
