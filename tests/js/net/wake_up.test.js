import assert from "node:assert/strict";
import { test } from "node:test";
import { onWakeUp } from "../../../static/js/net/wake_up.js";

test("nothing is called after listening was stopped", () => {
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

test("where there is no page there is nothing to listen to", () => {
  let calls = 0;
  onWakeUp(() => void calls++)();
  assert.equal(calls, 0);
});
