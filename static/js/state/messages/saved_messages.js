import { Emitter } from "../core/emitter.js";

/**
 * Which messages the user has saved: asked for when it is first needed, and kept in step by events.
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

  /** @param {number} messageId @returns {Promise<boolean>} (rejects) when there is no answer */
  async has(messageId) {
    this.#ids ??= this.ask().then(({ messageIds }) => new Set(messageIds));
    try {
      return (await this.#ids).has(messageId);
    } catch (error) {
      this.#ids = null;
      throw error;
    }
  }

  /** @param {{messageId: number, on: boolean}} saved the event, or the answer of the request */
  async apply({ messageId, on }) {
    const ids = await this.#ids?.catch(() => null);
    if (on) ids?.add(messageId);
    else ids?.delete(messageId);
    this.emit("change", undefined);
  }

  /** The connection is new: something may have been missed. */
  forget() {
    this.#ids = null;
  }
}
