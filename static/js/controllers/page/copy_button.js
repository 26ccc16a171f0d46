/** Make buttons copy the value of a field. They stay hidden where the browser cannot copy. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll('[data-controller="copy"]')
)) {
  const field = document.getElementById(button.dataset.source ?? "");
  if (!(field instanceof HTMLInputElement)) continue;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done ?? "";
  });
}
