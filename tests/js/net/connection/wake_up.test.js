import assert from "node:assert/strict";
import { test } from "node:test";
import { onNetworkLost, onWakeUp } from "../../../../static/js/net/connection/wake_up.js";

test("nothing is called after listening stops", () => {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  let calls = 0;
  const stop = onWakeUp(() => void calls++, { window, document });
  window.dispatchEvent(new Event("online"));
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(calls, 2);
  stop();
  window.dispatchEvent(new Event("online"));
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(calls, 2);
});

test("the loss of the network is reported until listening stops", () => {
  const window = new EventTarget();
  let calls = 0;
  const stop = onNetworkLost(() => void calls++, { window });
  window.dispatchEvent(new Event("offline"));
  stop();
  window.dispatchEvent(new Event("offline"));
  assert.equal(calls, 1);
});

test("without a page there is nothing to listen to", () => {
  let calls = 0;
  onWakeUp(() => void calls++)();
  onNetworkLost(() => void calls++)();
  assert.equal(calls, 0);
});
