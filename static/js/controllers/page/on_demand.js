import { target } from "../../views/ui/dom.js";

/**
 * Imports a controller when it is first asked for, and lets it hear then what it was asked.
 * @param {import("./page.js").Page} page
 * @param {Object} wanted
 * @param {string} [wanted.clicks] a selector: a click there asks for it
 * @param {(keyof import("./page.js").PageEvents)[]} [wanted.events] of the page, that nobody else listens to: they ask, too
 * @param {() => Promise<unknown>} make imports and constructs it
 */
export function onDemand(page, { clicks, events = [] }, make) {
  /** @type {Promise<unknown> | null} */
  let making = null;
  /** @type {(() => void)[]} */
  const stops = [];

  /** @param {() => void} again says it once more, to who listens now */
  async function ask(again) {
    const first = making === null;
    making ??= page.attempt(make().then(() => true));
    const made = await making;
    if (first && made) for (const stop of stops) stop();
    // Offline, say: the next time tries again.
    if (!made) making = null;
    else if (first) again();
  }

  for (const name of events) stops.push(page.on(name, (detail) => ask(() => page.emit(name, detail))));
  if (!clicks) return;
  /** @param {MouseEvent} event */
  const clicked = (event) => {
    const element = target(event, clicks);
    if (!element || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(() => element.click());
  };
  document.addEventListener("click", clicked, true);
  stops.push(() => document.removeEventListener("click", clicked, true));
}
