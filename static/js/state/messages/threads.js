import { Emitter } from "../core/emitter.js";

/** @typedef {import("../../types.js").Message} Message */

/**
 * The open thread next to the room. It gets every message of the page, and keeps the state of each reply with the highest `rev`,
 * so pages and events may come in any order.
 * @extends {Emitter<{change: undefined}>}
 */
export class Threads extends Emitter {
  /** @type {Message | null} the root message of the open thread */
  root = null;
  /** @type {import("../../types.js").ThreadState | null} */
  state = null;
  /** All older replies are loaded. */
  atStart = true;
  /** A page of replies has been applied. */
  loaded = false;
  /** @type {Map<number, Message>} by id */
  #replies = new Map();

  /** @returns {Message[]} by rising seq */
  get replies() {
    return [...this.#replies.values()].sort((one, other) => one.seq - other.seq);
  }

  /** @param {Message} root */
  open(root) {
    this.root = root;
    this.state = null;
    this.loaded = false;
    this.#replies.clear();
    this.emit("change", undefined);
  }

  close() {
    this.root = null;
    this.#replies.clear();
    this.emit("change", undefined);
  }

  /** @param {import("../../types.js").ThreadPage} page ignored if another thread is open by now */
  applyPage({ root, replies, atStart, state }) {
    if (root.id !== this.root?.id) return;
    const first = this.replies[0]?.seq ?? Number.POSITIVE_INFINITY;
    if (!this.loaded || (replies[0]?.seq ?? 0) < first) this.atStart = atStart;
    this.loaded = true;
    this.state = { ...this.state, ...state };
    this.#keep(root);
    for (const reply of replies) this.#keep(reply);
    this.emit("change", undefined);
  }

  /** @param {Message} message of any room */
  take(message) {
    if (this.#keep(message)) this.emit("change", undefined);
  }

  /** @param {import("../../types.js").ThreadState} state of any thread */
  applyState(state) {
    if (state.rootId !== this.root?.id) return;
    this.state = state;
    this.emit("change", undefined);
  }

  /** @param {number} id @returns {Message | undefined} the root or one of the replies */
  find(id) {
    return this.root?.id === id ? this.root : this.#replies.get(id);
  }

  /** @param {number} roomId @param {number} seq @returns {Message | undefined} */
  at(roomId, seq) {
    if (this.root?.roomId !== roomId) return undefined;
    return [this.root, ...this.#replies.values()].find((message) => message.seq === seq);
  }

  /** @param {Message} message */
  #keep(message) {
    const { root } = this;
    if (root === null) return false;
    if (message.id === root.id) {
      if (message.rev < root.rev) return false;
      this.root = message;
      return true;
    }
    const known = this.#replies.get(message.id);
    if (message.threadId !== root.id || (known && known.rev >= message.rev)) return false;
    this.#replies.set(message.id, message);
    return true;
  }
}
