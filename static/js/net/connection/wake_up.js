/**
 * Call back when the network may be back: the browser says `online`, or the tab becomes visible.
 * @param {() => void} callback
 * @param {{window?: EventTarget, document?: EventTarget & {visibilityState?: string}}} [targets] the page's own by default
 * @returns {() => void} stops listening
 */
export function onWakeUp(callback, { window = globalThis.window, document = globalThis.document } = {}) {
  const visibilityChanged = () => {
    if (document.visibilityState === "visible") callback();
  };
  window?.addEventListener("online", callback);
  document?.addEventListener("visibilitychange", visibilityChanged);
  return () => {
    window?.removeEventListener("online", callback);
    document?.removeEventListener("visibilitychange", visibilityChanged);
  };
}

/**
 * Call back when the browser says that the network is lost.
 * @param {() => void} callback
 * @param {{window?: EventTarget}} [targets] the page's own by default
 * @returns {() => void} stops listening
 */
export function onNetworkLost(callback, { window = globalThis.window } = {}) {
  window?.addEventListener("offline", callback);
  return () => window?.removeEventListener("offline", callback);
}
