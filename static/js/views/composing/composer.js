import { part, setText } from "../ui/dom.js";
import { gettext } from "../ui/i18n.js";

const COUNT_FROM = 200;

/**
 * Show above the text box which message it replies to, or that it edits one.
 * @param {HTMLElement} form
 * @param {import("../../types.js").ReplyQuote | "edit" | null} context
 */
export function showContext(form, context) {
  part(form, "context").hidden = context === null;
  if (!context) return;
  const text =
    context === "edit"
      ? gettext("Editing your message")
      : gettext("Replying to %(name)s: %(text)s", { name: context.author.displayName, text: context.content });
  setText(part(form, "context-text"), text);
  form.querySelector('[data-part="context-icon"]')?.setAttribute("href", context === "edit" ? "#i-edit" : "#i-reply");
}

/** @param {HTMLTextAreaElement} input @param {number} limit @returns {number} in code points, as the server counts */
export function charactersLeft(input, limit) {
  return limit - [...input.value].length;
}

/**
 * Update what depends on the length of the text: the counter near the limit, the button, and the height.
 * @param {HTMLElement} form
 * @param {HTMLTextAreaElement} input
 * @param {number} limit
 * @param {{files: boolean}} options
 */
export function showSize(form, input, limit, { files }) {
  const counter = part(form, "counter");
  const left = charactersLeft(input, limit);
  counter.hidden = left > COUNT_FROM;
  counter.classList.toggle("composer__counter--over", left < 0);
  setText(counter, String(left));
  part(form, "send", HTMLButtonElement).disabled = !(input.value.trim() || files) || left < 0;
  if (CSS.supports("field-sizing", "content")) return;
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}
