import { target } from "../../views/ui/dom.js";
import { importScript } from "./script_import.js";

/**
 * Import a controller when it is first needed, and repeat for it the last click or event that needed it.
 * @param {import("./page.js").Page} page
 * @param {Object} wanted
 * @param {string} [wanted.clicks] a selector; a click there needs the controller
 * @param {(keyof import("./page.js").PageEvents)[]} [wanted.events] events of the page that need it; nothing else may
 *   listen to them
 * @param {() => Promise<unknown>} load imports and constructs the controller
 * @returns {() => void} loads it before anything needs it
 */
export function onDemand(page, { clicks, events = [] }, load) {
  /** @type {Promise<unknown> | null} */
  let loading = null;
  /** @type {(() => void)[]} */
  const stops = [];
  let latest = () => {};

  /** @param {() => void} [repeat] the click or event, which the controller handles now */
  async function need(repeat) {
    const first = loading === null;
    latest = repeat ?? latest;
    loading ??= importScript(
      page,
      () => load().then(() => true),
      () => need(repeat),
    );
    const loaded = await loading;
    if (!loaded) loading = null;
    if (!loaded || !first) return;
    for (const stop of stops) stop();
    latest();
  }

  for (const name of events) stops.push(page.on(name, (detail) => need(() => page.emit(name, detail))));
  if (!clicks) return () => need();
  /** @param {MouseEvent} event */
  const clicked = (event) => {
    const element = target(event, clicks);
    if (!element || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    need(() => element.click());
  };
  document.addEventListener("click", clicked, true);
  stops.push(() => document.removeEventListener("click", clicked, true));
  return () => need();
}
