import { byId, clone, part, setText } from "./dom.js";

/**
 * A short note with a button. It stays until it is closed, or its time is over while nobody is at it.
 * @param {Object} options
 * @param {string} options.text
 * @param {string} options.action what the button says
 * @param {() => void} options.run
 * @param {number} [options.ms] how long it stays; until it is closed by default
 * @returns {{close: () => void}}
 */
export function actionToast({ text, action, run, ms }) {
  const note = clone("toast-template");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__action";
  button.textContent = action;
  setText(part(note, "text"), text);
  note.append(button);
  note.classList.add("toast--action");
  const close = () => note.remove();
  button.addEventListener("click", () => {
    close();
    run();
  });
  byId("toasts").append(note);
  if (ms !== undefined) setTimeout(close, ms);
  return { close };
}
