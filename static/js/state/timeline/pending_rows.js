/** @typedef {import("../../types.js").PendingMessage} PendingMessage */

/** The rows below the confirmed messages: the messages of the outbox, and acked ones that have not arrived yet. */
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

  /** @param {PendingMessage} message @param {number} rev of the stored message */
  acknowledge(message, rev) {
    this.#acked.set(message.clientId, { message: { ...message, state: "sent" }, rev });
  }

  /** The message itself has arrived. @param {import("../../types.js").Message} message */
  confirm({ clientId, author }) {
    // Another user's message may have the same client id, by accident or on purpose.
    if (!clientId || author.id !== this.userId) return;
    this.#acked.delete(clientId);
    this.#waiting = this.#waiting.filter((pending) => pending.clientId !== clientId);
  }

  /** The timeline knows all changes up to this rev, so the messages up to it need no pending row. @param {number} rev */
  settle(rev) {
    for (const [clientId, acked] of this.#acked) if (acked.rev <= rev) this.#acked.delete(clientId);
  }

  /** @returns {PendingMessage[]} */
  list() {
    const acked = [...this.#acked.values()].map(({ message }) => message);
    return [...acked, ...this.#waiting.filter(({ clientId }) => !this.#acked.has(clientId))];
  }
}
