import { emojiTable } from "../../net/composing/emoji_table.js";
import { shortcodeAt } from "../../state/composing/completion.js";
import { applyChange } from "../../views/composing/text_edit.js";

/**
 * Replace `:tada:` by its emoji when its last colon is typed. Backspace, or undo, brings the text back.
 * @param {HTMLTextAreaElement} input
 */
export function replaceShortcodes(input) {
  /** @type {{start: number, end: number, text: string, value: string} | null} */
  let replaced = null;
  input.addEventListener("input", async (event) => {
    const typed = event instanceof InputEvent && !event.isComposing ? event.data : null;
    const { value, selectionEnd: caret } = input;
    const token = typed === ":" || typed === "：" ? shortcodeAt(value, caret) : null;
    if (!token) return;
    const emoji = await emojiTable().then(
      (table) => table.named(token.query),
      () => undefined,
    );
    if (!emoji || input.value !== value || input.selectionEnd !== caret || document.activeElement !== input) return;
    const { start } = token;
    const end = start + emoji.length;
    applyChange(input, { start, end: caret, text: emoji, select: [end, end] });
    replaced = { start, end, text: value.slice(start, caret), value: input.value };
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Backspace" || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const last = replaced;
    replaced = null;
    if (!last || input.value !== last.value || input.selectionStart !== last.end || input.selectionEnd !== last.end)
      return;
    event.preventDefault();
    const { start, end, text } = last;
    applyChange(input, { start, end, text, select: [start + text.length, start + text.length] });
  });
}
