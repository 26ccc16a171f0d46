/**
 * The parts of a `KeyboardEvent` that matter here.
 * @typedef {Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey" | "isComposing" | "keyCode">} Key
 *
 * The action of a key. Null: leave the key to the text box.
 * @typedef {"send" | "editLast" | "cancel" | "complete" | "nextCompletion" | "previousCompletion" | "closeCompletion" | null} KeyAction
 */

/** While an input method composes, keys belong to it. Safari reports that only by this code. */
const COMPOSING_KEY = 229;

/** @type {Record<string, KeyAction>} */
const COMPLETION_KEYS = {
  Enter: "complete",
  Tab: "complete",
  ArrowDown: "nextCompletion",
  ArrowUp: "previousCompletion",
  Escape: "closeCompletion",
};

/**
 * @param {Key} key
 * @param {{empty: boolean, completing: boolean, chosen?: boolean, fenced?: boolean}} situation `completing`: a list of
 *   completions is open; `chosen`: one of them is active, so that Enter takes it and does not send; `fenced`: the caret is in a code block that is not closed yet
 * @returns {KeyAction}
 */
export function keyAction(key, { empty, completing, chosen = completing, fenced = false }) {
  if (key.isComposing || key.keyCode === COMPOSING_KEY) return null;
  if (key.shiftKey || key.altKey) return null;
  if (key.key === "Enter" && (key.ctrlKey || key.metaKey)) return "send";
  if (key.ctrlKey || key.metaKey) return null;
  if (completing && (chosen || key.key !== "Enter")) return COMPLETION_KEYS[key.key] ?? null;
  if (key.key === "Enter") return fenced ? null : "send";
  if (key.key === "ArrowUp" && empty) return "editLast";
  return key.key === "Escape" ? "cancel" : null;
}
