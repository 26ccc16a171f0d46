import { byId, clone, part, setText } from "./dom.js";

/**
 * A short note of what was done, or has come, with a button. It stays until it is closed, or its time is over.
 * @param {Object} options
 * @param {string} options.text
 * @param {string} options.action what the button says
 * @param {() => void} options.run
 * @param {number} [options.ms] how long it stays, not counted while the pointer or the focus is on it; until it is closed by default
 * @param {boolean} [options.failed] it says that something failed
 * @returns {{close: () => void}}
 */
export function actionToast({ text, action, run, ms, failed }) {
  const note = clone("toast-template");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__action";
  button.textContent = action;
  setText(part(note, "text"), text);
  if (!failed) {
    note.querySelector("use")?.setAttribute("href", "#i-check");
    note.setAttribute("role", "status");
  }
  note.append(button);
  note.classList.add("toast--action");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const hold = () => clearTimeout(timer);
  const close = () => {
    hold();
    note.remove();
  };
  const count = () => {
    hold();
    if (ms !== undefined) timer = setTimeout(close, ms);
  };
  button.addEventListener("click", () => {
    close();
    run();
  });
  for (const name of ["pointerenter", "focusin"]) note.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) note.addEventListener(name, count);
  byId("toasts").append(note);
  count();
  return { close };
}
