/**
 * Change the text of a text box so that the browser's undo can revert it.
 * @param {HTMLTextAreaElement} input
 * @param {import("../../state/composing/markdown_text.js").TextChange} change
 */
export function applyChange(input, { start, end, text, select }) {
  input.focus({ preventScroll: true });
  input.setSelectionRange(start, end);
  // `execCommand` is deprecated, but nothing else keeps the undo history.
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done) {
    input.setRangeText(text, start, end, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  input.setSelectionRange(...select);
}
