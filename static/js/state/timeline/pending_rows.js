/** @typedef {import("../../types.js").PendingMessage} PendingMessage */

/** The rows below the confirmed messages: what the outbox holds, and what is acked but has not arrived as a message yet. */
export class PendingRows {
  /** @type {PendingMessage[]} */
  #waiting = [];
  /** @type {Map<string, {message: PendingMessage, rev: number}>} */
  #acked = new Map();

  /** @param {number} userId */
  constructor(userId) {
    this.userId = userId;
  }

  /** @param {PendingMessage[]} messages */
  set(messages) {
    this.#waiting = messages;
  }

  /** @param {PendingMessage} message @param {number} rev at which the room has it */
  acknowledge(message, rev) {
    this.#acked.set(message.clientId, { message: { ...message, state: "sent" }, rev });
  }

  /** The message itself is here. @param {import("../../types.js").Message} message */
  confirm({ clientId, author }) {
    // Another person's message may bear the same client id, by accident or malice.
    if (!clientId || author.id !== this.userId) return;
    this.#acked.delete(clientId);
    this.#waiting = this.#waiting.filter((pending) => pending.clientId !== clientId);
  }

  /** The timeline has come as far as this rev: what was stored by then is in it, or outside its window. @param {number} rev */
  settle(rev) {
    for (const [clientId, acked] of this.#acked) if (acked.rev <= rev) this.#acked.delete(clientId);
  }

  /** @returns {PendingMessage[]} */
  list() {
    const acked = [...this.#acked.values()].map(({ message }) => message);
    return [...acked, ...this.#waiting.filter(({ clientId }) => !this.#acked.has(clientId))];
  }
}
