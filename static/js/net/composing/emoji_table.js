/** @typedef {import("../../state/composing/emoji_table.js").EmojiTable} EmojiTable */

/** @type {Promise<EmojiTable> | undefined} */
let loading;

/** @returns {Promise<EmojiTable>} loaded when it is first needed, and again only after a failure */
export function emojiTable() {
  loading ??= load();
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function load() {
  const module = import("../../state/composing/emoji_table.js");
  const [{ EmojiTable }, response] = await Promise.all([module, fetch("/emoji.json")]);
  if (!response.ok) throw new Error("The emoji could not be loaded");
  return new EmojiTable(await response.json());
}
