/**
 * @typedef {import("../../types.js").Row} Row
 * @typedef {import("../../types.js").Message} Message
 */

/** Folds the messages of people whom the user ignores, consecutive ones into one row. The server does the same. */
export class IgnoredRows {
  /** @type {Set<number>} the ids of the messages that the user has unfolded */
  #shown = new Set();

  /** @param {(message: Message) => boolean} ignores */
  constructor(ignores) {
    this.ignores = ignores;
  }

  /** Show messages all the same. @param {number[]} ids @returns {boolean} whether any was folded */
  show(ids) {
    const before = this.#shown.size;
    for (const id of ids) this.#shown.add(id);
    return this.#shown.size > before;
  }

  /** @param {Row[]} rows @returns {Row[]} */
  fold(rows) {
    /** @type {Row[]} */
    const folded = [];
    for (const row of rows) {
      const last = folded.at(-1);
      if (row.kind !== "message" || !this.ignores(row.message) || this.#shown.has(row.message.id)) folded.push(row);
      else if (last?.kind === "ignored") last.ids.push(row.message.id);
      else folded.push({ kind: "ignored", key: `ignored:${row.message.id}`, ids: [row.message.id] });
    }
    return folded;
  }
}
