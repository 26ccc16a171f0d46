import { shortcutKey } from "../../state/core/shortcut_key.js";
import { actionToast } from "../../views/ui/action_toast.js";
import { target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** Deletes messages after a short delay. Until then the toast's button undoes it, or Ctrl+Z outside a text box. */
export class UndoableDelete {
  /** @type {Map<number, {close: () => void}>} by message id */
  #notes = new Map();

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    page.on("delete", (message) => this.#delete(message));
    page.deletions.on("over", ({ messageId }) => this.#over(messageId));
    // Unlike `beforeunload`, `pagehide` also fires on phones and for pages in the back-forward cache.
    addEventListener("pagehide", () => page.deletions.leave());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {import("../../types.js").Message} message */
  #delete(message) {
    const { deletions } = this.page;
    deletions.add(message);
    const run = () => deletions.undo(message.id);
    this.#notes.set(message.id, actionToast({ text: gettext("Message deleted."), action: gettext("Undo"), run }));
  }

  /** @param {number} messageId */
  #over(messageId) {
    this.#notes.get(messageId)?.close();
    this.#notes.delete(messageId);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { ctrlKey, metaKey, shiftKey } = event;
    if (shortcutKey(event) !== "z" || !(ctrlKey || metaKey) || shiftKey || this.#typing(event)) return;
    if (this.page.deletions.undoLast()) event.preventDefault();
  }

  /** Leave Ctrl+Z to a text box that has text. @param {Event} event */
  #typing(event) {
    const box = target(event, "input, textarea");
    return (box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement) && box.value !== "";
  }
}
