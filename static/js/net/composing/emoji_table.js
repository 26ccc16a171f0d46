import { EmojiTable } from "../../state/composing/emoji_table.js";

/** @type {Promise<EmojiTable> | undefined} */
let asked;

/** @returns {Promise<EmojiTable>} asked for when it is first needed, and again only after a failure */
export function emojiTable() {
  asked ??= ask();
  asked.catch(() => {
    asked = undefined;
  });
  return asked;
}

async function ask() {
  const response = await fetch("/emoji.json");
  if (!response.ok) throw new Error("There is no table of emoji");
  return new EmojiTable(await response.json());
}
