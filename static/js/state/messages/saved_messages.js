import { Emitter } from "../core/emitter.js";

/**
 * The ids of the saved messages. They are loaded when first needed, and events keep them up to date.
 * @extends {Emitter<{change: undefined}>}
 */
export class SavedMessages extends Emitter {
  /** @type {Promise<Set<number>> | null} */
  #ids = null;

  /** @param {() => Promise<{messageIds: number[]}>} ask */
  constructor(ask) {
    super();
    this.ask = ask;
  }

  /** @param {number} messageId @returns {Promise<boolean>} (rejects) without an answer */
  async has(messageId) {
    this.#ids ??= this.ask().then(({ messageIds }) => new Set(messageIds));
    try {
      return (await this.#ids).has(messageId);
    } catch (error) {
      this.#ids = null;
      throw error;
    }
  }

  /** @param {{messageId: number, on: boolean}} saved the event, or the answer to a request */
  async apply({ messageId, on }) {
    const ids = await this.#ids?.catch(() => null);
    if (on) ids?.add(messageId);
    else ids?.delete(messageId);
    this.emit("change", undefined);
  }

  /** Load the ids again, because events may have been missed. */
  forget() {
    this.#ids = null;
  }
}
