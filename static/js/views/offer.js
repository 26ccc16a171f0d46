import { byId, clone, part } from "./dom.js";

const OFFER_MS = 10_000;

/**
 * Say what was done, and offer to take it back.
 * @param {string} text
 * @param {string} label of the button
 * @param {() => void} undo
 */
export function offer(text, label, undo) {
  const note = clone("toast-template");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast__button";
  button.textContent = label;
  part(note, "text").textContent = text;
  note.querySelector("use")?.setAttribute("href", "#i-check");
  note.setAttribute("role", "status");
  note.classList.add("toast--offer");
  note.append(button);
  byId("toasts").append(note);
  const timer = setTimeout(() => note.remove(), OFFER_MS);
  button.addEventListener("click", () => {
    clearTimeout(timer);
    note.remove();
    undo();
  });
}
