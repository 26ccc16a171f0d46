import { emojiTable } from "../../../net/composing/emoji_table.js";
import { emojiAt } from "../../../state/composing/completion.js";

const MOST = 8;

/** Completes `:name:` with the emoji itself, so that every client shows it. */
export class EmojiCompleter {
  at = emojiAt;

  /** @param {string} query @returns {Promise<import("../completion.js").Candidate[]>} */
  async find(query) {
    const table = await emojiTable();
    return table.search(query, MOST).map(({ emoji, names }) => ({
      key: emoji,
      name: `:${names[0]}:`,
      emoji,
      insert: emoji,
    }));
  }
}
