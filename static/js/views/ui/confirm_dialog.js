import { byId, part, setText } from "./dom.js";

/**
 * Ask the user to confirm an action that cannot be undone.
 * @param {{title: string, text: string, ok: string}} question
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text, ok }) {
  const dialog = byId("confirm", HTMLDialogElement);
  setText(part(dialog, "title"), title);
  setText(part(dialog, "text"), text);
  setText(part(dialog, "ok"), ok);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true });
  });
}
