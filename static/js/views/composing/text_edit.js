/**
 * Change a text box so that its own undo can take the change back.
 * @param {HTMLTextAreaElement} input
 * @param {import("../../state/composing/markdown_text.js").TextChange} change
 */
export function applyChange(input, { start, end, text, select }) {
  input.focus({ preventScroll: true });
  input.setSelectionRange(start, end);
  // Deprecated, and still the only way that leaves the history of undo whole.
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done) {
    input.setRangeText(text, start, end, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  input.setSelectionRange(...select);
}
