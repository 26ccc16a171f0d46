import { refusalOf } from "../../state/core/refusal.js";
import { actionToast } from "../../views/ui/action_toast.js";
import { errorText } from "../../views/ui/error_text.js";
import { gettext } from "../../views/ui/i18n.js";

/** @typedef {{text: string, action: string, run: () => void}} Offer a text, and a button with the text `action` */

let hasFailed = false;
/** @type {{close: () => void} | undefined} */
let note;

/**
 * Import a script. If that fails, show a note with "Try again".
 * @template T
 * @param {import("./page.js").Page} page
 * @param {() => Promise<T>} load
 * @param {() => unknown} retry
 * @returns {Promise<T | undefined>} undefined if it failed
 */
export async function importScript(page, load, retry) {
  try {
    return await load();
  } catch (error) {
    note?.close();
    note = actionToast({ ...offerRetry(page, error, retry), failed: true });
    return undefined;
  }
}

/**
 * Choose what to offer after a failed import or request. If a script fails again although the page is connected, a
 * deploy has removed it, or the browser has cached the failure. Both need a reload.
 * @param {import("./page.js").Page} page
 * @param {unknown} error
 * @param {() => unknown} retry
 * @returns {Offer}
 */
export function offerRetry({ connection }, error, retry) {
  if (refusalOf(error).code) return { text: errorText(error), action: gettext("Try again"), run: retry };
  const reload = hasFailed && connection.online;
  hasFailed = true;
  return {
    text: gettext("A part of this page could not be loaded."),
    action: reload ? gettext("Reload") : gettext("Try again"),
    run: reload ? () => location.reload() : retry,
  };
}
