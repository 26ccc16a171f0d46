import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";
import { upload } from "../../../../static/js/net/files/upload.js";

const FILE = new File(["hello"], "a.txt");

/** @param {(request: any) => void} play what happens after the file was handed over */
function server(play) {
  /** @type {any} */
  const request = {
    upload: {},
    headers: {},
    open: (/** @type {string[]} */ ...address) => Object.assign(request, { address }),
    setRequestHeader: (/** @type {string} */ name, /** @type {string} */ value) =>
      Object.assign(request.headers, { [name]: value }),
    abort: () => request.onabort(),
    send: (/** @type {FormData} */ form) => queueMicrotask(() => play(Object.assign(request, { form }))),
  };
  return request;
}

/** @param {any} request @param {number} status @param {unknown} answer */
function answer(request, status, answer) {
  Object.assign(request, { status, responseText: typeof answer === "string" ? answer : JSON.stringify(answer) });
  request.onload();
}

/** @param {any} request @param {object} [more] */
function send(request, more) {
  const { signal } = new AbortController();
  return upload(FILE, { onProgress: () => {}, signal, newRequest: () => request, csrfToken: () => "token-1", ...more });
}

test("a file is sent as a form with the CSRF token, and reports progress", async () => {
  /** @type {number[]} */
  const shares = [];
  const request = server((each) => {
    each.upload.onprogress({ lengthComputable: true, loaded: 1, total: 4 });
    each.upload.onprogress({ lengthComputable: false, loaded: 1, total: 0 });
    answer(each, 201, { id: 7 });
  });
  const onProgress = (/** @type {number} */ share) => shares.push(share);
  assert.deepEqual(await send(request, { onProgress, duration: 3.14 }), { id: 7 });
  assert.equal(request.form.get("metadata"), null);
  assert.deepEqual(request.address, ["POST", "/api/v1/attachments"]);
  assert.equal(request.headers["X-CSRFToken"], "token-1");
  assert.equal(request.form.get("file").name, "a.txt");
  assert.equal(request.form.get("duration"), "3.1");
  assert.deepEqual(shares, [0.25]);
});

test("a refusal keeps the server's code, and a proxy's page gets one from its status", async () => {
  const full = { error: { code: "unavailable", message: "Full." } };
  await assert.rejects(
    send(server((each) => answer(each, 503, full))),
    (error) => error instanceof CommandError && error.message === "Full.",
  );
  await assert.rejects(
    send(server((each) => answer(each, 413, "<html>"))),
    (error) => error instanceof CommandError && error.code === "too_large",
  );
});

test("no answer, a foreign answer and a cancelled upload count as a lost connection", async () => {
  await assert.rejects(send(server((each) => each.onerror())), ConnectionLost);
  await assert.rejects(send(server((each) => answer(each, 200, "<html>"))), ConnectionLost);
  const abort = new AbortController();
  const sending = send(
    server(() => abort.abort()),
    { signal: abort.signal },
  );
  await assert.rejects(sending, ConnectionLost);
});

test("a photograph keeps its metadata only if the user has agreed", async () => {
  const request = server((each) => answer(each, 201, { id: 7 }));
  await send(request, { keepMetadata: true });
  assert.equal(request.form.get("metadata"), "keep");
});
