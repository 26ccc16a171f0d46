import { fromField, presets, toField } from "../../state/later/date_time_input.js";
import { byId, part, setText } from "../ui/dom.js";
import { gettext } from "../ui/i18n.js";

/** @type {Record<string, () => string>} */
const NAMES = {
  hour: () => gettext("In an hour"),
  tomorrow: () => gettext("Tomorrow morning"),
  monday: () => gettext("Monday morning"),
};

/**
 * @typedef {Object} DateTimeQuestion
 * @property {string} title
 * @property {string} ok
 * @property {{label: string, value: string, required: boolean, limit: number}} [text] a text field of the dialog
 * @property {string} [at] the time to start with, RFC 3339; in an hour by default
 *
 * @typedef {{at: string, text: string}} DateTimeAnswer `at` is RFC 3339, UTC
 */

/**
 * Ask the user for a time in the future.
 * @param {DateTimeQuestion} question
 * @param {import("../ui/time_format.js").TimeFormat} times
 * @returns {Promise<DateTimeAnswer | null>} null if the user cancelled
 */
export function askDateTime({ title, ok, text, at }, times) {
  const dialog = byId("when", HTMLDialogElement);
  const form = part(dialog, "form", HTMLFormElement);
  const field = part(dialog, "at", HTMLInputElement);
  const box = part(dialog, "text", HTMLTextAreaElement);
  const offered = presets(Date.now(), times.timeZone);
  setText(part(dialog, "title"), title);
  setText(part(dialog, "ok"), ok);
  part(dialog, "text-field").hidden = !text;
  setText(part(dialog, "text-label"), text?.label ?? "");
  box.value = text?.value ?? "";
  box.required = text?.required ?? false;
  box.maxLength = text?.limit ?? 0;
  field.min = toField(Date.now(), times.timeZone);
  field.value = toField(at ? Math.max(Date.parse(at), Date.now()) : offered[0].at, times.timeZone);
  setText(part(dialog, "zone"), gettext("Times are in %(zone)s.", { zone: times.zoneName }));
  return new Promise((resolve) => {
    /** @type {DateTimeAnswer | null} */
    let answer = null;
    const listening = new AbortController();
    const { signal } = listening;
    const take = (/** @type {number | null} */ moment) => {
      if (answer || moment === null || !box.reportValidity()) return;
      answer = { at: new Date(moment).toISOString(), text: box.value.trim() };
      dialog.close();
    };
    const buttons = offered.map((preset) => presetButton(preset, times));
    for (const [place, button] of buttons.entries())
      button.addEventListener("click", () => take(offered[place].at), { signal });
    part(dialog, "presets").replaceChildren(...buttons);
    const submitted = (/** @type {Event} */ event) => {
      event.preventDefault();
      take(fromField(field.value, times.timeZone));
    };
    form.addEventListener("submit", submitted, { signal });
    const close = /** @type {HTMLElement} */ (dialog.querySelector('[data-action="close"]'));
    close.addEventListener("click", () => dialog.close(), { signal });
    const closed = () => {
      listening.abort();
      resolve(answer);
    };
    dialog.addEventListener("close", closed, { signal });
    dialog.showModal();
    (text && !text.value ? box : buttons[0]).focus();
  });
}

/**
 * @param {import("../../state/later/date_time_input.js").Preset} preset
 * @param {import("../ui/time_format.js").TimeFormat} times
 */
function presetButton({ key, at }, times) {
  const button = document.createElement("button");
  const time = document.createElement("span");
  button.type = "button";
  button.className = "when__preset";
  time.className = "when__time";
  time.textContent = times.moment(new Date(at).toISOString());
  button.append(NAMES[key](), time);
  return button;
}
