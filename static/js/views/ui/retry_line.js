/**
 * Make a line with a button, for a place whose content could not be loaded. The button removes the line.
 * @param {{text: string, action: string, run: () => void}} offer
 * @returns {HTMLElement}
 */
export function retryLine({ text, action, run }) {
  const line = document.createElement("div");
  const words = document.createElement("p");
  const button = document.createElement("button");
  line.className = "view__empty";
  line.setAttribute("role", "alert");
  words.textContent = text;
  button.type = "button";
  button.className = "link-button";
  button.textContent = action;
  button.addEventListener("click", () => {
    line.remove();
    run();
  });
  line.append(words, button);
  return line;
}
