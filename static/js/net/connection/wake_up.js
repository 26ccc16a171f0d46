/**
 * Call back when there is reason to believe that the network is there again: the browser says `online`, or the tab is looked at.
 * @param {() => void} callback
 * @param {{window?: EventTarget, document?: EventTarget & {visibilityState?: string}}} [targets] the page's own by default
 * @returns {() => void} stops listening
 */
export function onWakeUp(callback, { window = globalThis.window, document = globalThis.document } = {}) {
  const looked = () => {
    if (document.visibilityState === "visible") callback();
  };
  window?.addEventListener("online", callback);
  document?.addEventListener("visibilitychange", looked);
  return () => {
    window?.removeEventListener("online", callback);
    document?.removeEventListener("visibilitychange", looked);
  };
}

/**
 * Call back when the browser says that the machine has left the network.
 * @param {() => void} callback
 * @param {{window?: EventTarget}} [targets] the page's own by default
 * @returns {() => void} stops listening
 */
export function onNetworkLost(callback, { window = globalThis.window } = {}) {
  window?.addEventListener("offline", callback);
  return () => window?.removeEventListener("offline", callback);
}
