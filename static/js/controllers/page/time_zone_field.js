/** Fill hidden form fields with this browser's time zone, and suggest it on the profile page. */

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (
  document.querySelectorAll('[data-controller="time-zone"]')
)) {
  field.value = zone ?? "";
}

for (const hint of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll('[data-controller="time-zone-hint"]')
)) {
  const field = document.getElementById(hint.dataset.field ?? "");
  const name = hint.querySelector("[data-zone]");
  if (!(field instanceof HTMLInputElement) || !name || !zone || field.value === zone) continue;
  name.textContent = zone;
  hint.hidden = false;
  hint.querySelector("button")?.addEventListener("click", () => {
    field.value = zone;
    hint.hidden = true;
  });
}
