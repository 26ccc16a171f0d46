import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../../../static/js/state/core/emitter.js";

test("listeners get the detail of their event, until they stop", () => {
  const emitter = new Emitter();
  /** @type {unknown[]} */
  const heard = [];
  const stop = emitter.on("change", (detail) => heard.push(detail));
  emitter.emit("change", 1);
  emitter.emit("other", 2);
  stop();
  emitter.emit("change", 3);
  assert.deepEqual(heard, [1]);
});

test("a listener that throws is reported, and does not stop the others", () => {
  const emitter = new Emitter();
  const reported = [];
  const { reportError } = globalThis;
  globalThis.reportError = (error) => reported.push(error);
  let heard = 0;
  emitter.on("change", () => {
    throw new Error("mine");
  });
  emitter.on("change", () => void heard++);
  emitter.emit("change", undefined);
  globalThis.reportError = reportError;
  assert.deepEqual([heard, reported.length], [1, 1]);
});

test("a listener that stops during an event does not disturb the others", () => {
  const emitter = new Emitter();
  let heard = 0;
  const stop = emitter.on("change", () => stop());
  emitter.on("change", () => void heard++);
  emitter.emit("change", undefined);
  assert.equal(heard, 1);
});
