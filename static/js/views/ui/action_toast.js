import { byId, clone, part, setText } from "./dom.js";

/**
 * Show a short note with a button.
 * @param {Object} options
 * @param {string} options.text
 * @param {string} options.action the text of the button
 * @param {() => void} options.run
 * @param {number} [options.ms] how long it stays, by default until it is closed; the time stops while the pointer or
 *   the focus is on the note
 * @param {boolean} [options.failed] whether the note reports a failure
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
