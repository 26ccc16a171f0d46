import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";
import { Drafts } from "../../../../static/js/state/composing/drafts.js";
import { Uploads } from "../../../../static/js/state/files/uploads.js";

const LIMITS = { fileBytes: 100, filesPerMessage: 4 };
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function memory() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => void kept.set(key, text),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
}

/** Uploads whose server answers when it is told to. @param {{storage?: any}} [options] */
function desk({ storage = memory() } = {}) {
  /** @type {Map<string, {done: () => void, fail: (error: Error) => void, share: (share: number) => void, signal: AbortSignal, keepMetadata?: boolean}>} */
  const going = new Map();
  /** @type {number[]} */
  const forgotten = [];
  const send = (/** @type {any} */ { name, size }, /** @type {any} */ { onProgress, signal, keepMetadata }) =>
    new Promise((resolve, reject) => {
      const done = () => resolve(/** @type {any} */ ({ id: Number(name), name, size }));
      going.set(name, { done, fail: reject, share: onProgress, signal, keepMetadata });
    });
  const forget = (/** @type {any} */ { id }) => void forgotten.push(id);
  const drafts = new Drafts({ userId: 1, storage });
  const uploads = new Uploads({ send: /** @type {any} */ (send), forget, limits: LIMITS, drafts });
  const states = () => uploads.in(7).map(({ name, state }) => `${name} ${state}`);
  const server = (/** @type {string} */ name) => /** @type {any} */ (going.get(name));
  return { uploads, server, going, forgotten, states, storage, drafts };
}

/** @param {string[]} names */
const files = (...names) => names.map((name) => new File(["x"], name));

test("three files upload at a time, and `take` returns all in the chosen order", async () => {
  const { uploads, server, states } = desk();
  uploads.add(7, files("1", "2", "3", "4"));
  assert.deepEqual(states(), ["1 uploading", "2 uploading", "3 uploading", "4 waiting"]);
  server("2").done();
  await settle();
  assert.deepEqual(states(), ["1 uploading", "2 done", "3 uploading", "4 uploading"]);
  for (const name of ["4", "3", "1"]) server(name).done();
  await settle();
  assert.equal(uploads.isBusy(7), false);
  assert.deepEqual(
    uploads.take(7).map(({ id }) => id),
    [1, 2, 3, 4],
  );
  assert.deepEqual(states(), []);
});

test("files beyond the limit of a message are left out and counted", () => {
  const { uploads } = desk();
  assert.equal(uploads.add(7, files("1", "2", "3", "4", "5", "6")), 2);
  assert.equal(uploads.in(7).length, 4);
});

test("a file that is too large fails before it is sent, and cannot be retried", () => {
  const { uploads, going, states } = desk();
  uploads.add(7, [new File(["x".repeat(101)], "1")]);
  assert.equal(going.size, 0);
  uploads.retry(uploads.in(7)[0].key);
  assert.deepEqual(states(), ["1 failed"]);
});

test("progress is emitted", () => {
  const { uploads, server } = desk();
  /** @type {number[]} */
  const heard = [];
  uploads.on("progress", ({ progress }) => heard.push(progress));
  uploads.add(7, files("1"));
  server("1").share(0.5);
  assert.deepEqual(heard, [0.5]);
});

test("a failed upload has a reason and can be retried; one without an answer is retried after a reconnect", async () => {
  const { uploads, server, states } = desk();
  uploads.add(7, files("1", "2"));
  server("1").fail(new CommandError({ code: "unavailable", message: "Full." }));
  server("2").fail(new ConnectionLost());
  await settle();
  assert.deepEqual(states(), ["1 failed", "2 failed"]);
  uploads.resume();
  assert.deepEqual(states(), ["1 failed", "2 uploading"]);
  uploads.retry(uploads.in(7)[0].key);
  assert.deepEqual(states(), ["1 uploading", "2 uploading"]);
});

test("a cancelled upload is removed here and on the server", async () => {
  const { uploads, server, forgotten } = desk();
  uploads.add(7, files("1", "2"));
  const [first, second] = uploads.in(7).map(({ key }) => key);
  server("2").done();
  await settle();
  uploads.cancel(first);
  uploads.cancel(second);
  assert.equal(server("1").signal.aborted, true);
  server("1").done(); // it was there already
  await settle();
  assert.deepEqual(forgotten, [2, 1]);
  assert.equal(uploads.in(7).length, 0);
});

test("a held message is released once, after the last file is uploaded or removed", async () => {
  const { uploads, server } = desk();
  /** @type {number[]} */
  const ready = [];
  uploads.on("ready", ({ roomId }) => ready.push(roomId));
  uploads.add(7, files("1", "2"));
  uploads.hold(7);
  server("1").done();
  await settle();
  assert.deepEqual([ready, uploads.isHeld(7)], [[], true]);
  uploads.cancel(uploads.in(7)[1].key);
  await settle();
  assert.deepEqual([ready, uploads.isHeld(7)], [[7], false]);
});

test("a failed upload ends the hold", async () => {
  const { uploads, server } = desk();
  uploads.add(7, files("1"));
  uploads.hold(7);
  server("1").fail(new ConnectionLost());
  await settle();
  assert.equal(uploads.isHeld(7), false);
  uploads.hold(7);
  assert.equal(uploads.isHeld(7), false, "one has failed");
});

test("uploaded files survive a reload, for their room and user, until they are sent", async () => {
  const { uploads, server, storage } = desk();
  uploads.add(7, files("1", "2"));
  server("1").done();
  await settle();
  const next = desk({ storage });
  assert.deepEqual(next.states(), ["1 done"]);
  assert.equal(next.uploads.in(8).length, 0);
  next.uploads.take(7);
  assert.deepEqual(desk({ storage }).states(), []);
});

test("the files of a message that was taken back return, once", async () => {
  const { uploads, states } = desk();
  const back = /** @type {any[]} */ ([{ id: 1, name: "1", size: 1 }]);
  uploads.put(7, back);
  uploads.put(7, back);
  assert.deepEqual(states(), ["1 done"]);
  assert.deepEqual(uploads.take(7), back);
});

test("a full or broken storage is ignored", () => {
  const refuse = () => {
    throw new Error("full");
  };
  const broken = { getItem: () => "{", setItem: refuse, removeItem: refuse };
  const { uploads } = desk({ storage: broken });
  uploads.put(7, /** @type {any[]} */ ([{ id: 1, name: "1", size: 1 }]));
  assert.equal(uploads.in(7).length, 1);
});

test("a second try after the warning about metadata keeps them, and another does not", async () => {
  const { uploads, server } = desk();
  uploads.add(7, files("1", "2"));
  server("1").fail(new CommandError({ code: "has_metadata", message: "" }));
  server("2").fail(new CommandError({ code: "unavailable", message: "" }));
  await settle();
  for (const { key } of uploads.in(7)) uploads.retry(key);
  await settle();
  assert.deepEqual(
    ["1", "2"].map((name) => Boolean(server(name).keepMetadata)),
    [true, false],
  );
});

test("files that another device adds or sends are shown and removed", async () => {
  const { uploads, server, states, drafts } = desk();
  uploads.add(7, files("1", "2"));
  server("1").done();
  await settle();
  const there = /** @type {any} */ ({ id: 9, name: "9", size: 1 });
  drafts.setPart(7, "attachments", [there]);
  drafts.emit("received", { roomId: 7 });
  assert.deepEqual(states(), ["2 uploading", "9 done"]);
});
