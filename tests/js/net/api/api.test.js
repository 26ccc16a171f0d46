import assert from "node:assert/strict";
import { test } from "node:test";
import { Api } from "../../../../static/js/net/api/api.js";
import { CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";

/** @param {() => Response | Promise<Response>} answer */
function apiAnswering(answer) {
  /** @type {{url: string, method: string, headers: Record<string, string>, body: any}[]} */
  const asked = [];
  const fetch = async (/** @type {any} */ url, /** @type {any} */ { method, headers, body }) => {
    asked.push({ url, method, headers, body });
    return answer();
  };
  return { api: new Api({ fetch, csrfToken: () => "token-1" }), asked };
}

test("reads carry no CSRF token, writes do", async () => {
  const { api, asked } = apiAnswering(() => Response.json({ id: 7 }));
  assert.deepEqual(await api.get("/rooms/7"), { id: 7 });
  await api.post("/rooms", { name: "Design" });
  await api.delete("/messages/3");
  assert.deepEqual(
    asked.map(({ method, url, headers }) => [method, url, headers["X-CSRFToken"]]),
    [
      ["GET", "/api/v1/rooms/7", undefined],
      ["POST", "/api/v1/rooms", "token-1"],
      ["DELETE", "/api/v1/messages/3", "token-1"],
    ],
  );
});

test("a body is sent as JSON", async () => {
  const { api, asked } = apiAnswering(() => Response.json({}));
  await api.put("/rooms/7/read", { seq: 3 });
  await api.post("/tickets");
  await api.patch("/messages/3", { content: "字" });
  assert.deepEqual(
    asked.map(({ body, headers }) => [body, headers["Content-Type"]]),
    [
      ['{"seq":3}', "application/json"],
      [undefined, undefined],
      ['{"content":"字"}', "application/json"],
    ],
  );
});

test("an empty answer is null", async () => {
  assert.equal(await apiAnswering(() => new Response(null, { status: 204 })).api.delete("/messages/3"), null);
});

test("an exchange returns the status, and its signal ends it", async () => {
  const { api } = apiAnswering(() => Response.json({ id: 3 }, { status: 201 }));
  assert.deepEqual(await api.exchange("POST", "/rooms"), { status: 201, answer: { id: 3 } });
  const patient = new Api({
    fetch: (_url, options) => Promise.reject(options?.signal?.reason),
    csrfToken: () => "",
  });
  const lost = patient.exchange("POST", "/events", {}, { signal: AbortSignal.abort("again") });
  await assert.rejects(lost, (caught) => caught instanceof ConnectionLost);
});

test("a page of another site is not an answer", async () => {
  const { api } = apiAnswering(() => new Response("<html>Please log in to our network</html>"));
  await assert.rejects(api.get("/me"), (caught) => caught instanceof ConnectionLost);
});

test("a refusal has the shape of a refused command", async () => {
  const error = { code: "rate_limited", message: "Slow down", retryAfterMs: 900 };
  const { api } = apiAnswering(() => Response.json({ error }, { status: 429 }));
  await assert.rejects(api.post("/rooms"), (caught) => caught instanceof CommandError && caught.retryAfterMs === 900);
});

test("a proxy's error gets its code from the status", async () => {
  for (const [status, code] of /** @type {[number, string][]} */ ([
    [401, "unauthenticated"],
    [403, "forbidden"],
    [404, "not_found"],
    [418, "invalid"],
    [429, "rate_limited"],
    [502, "unavailable"],
  ])) {
    const { api } = apiAnswering(() => new Response("<html>", { status }));
    await assert.rejects(api.get("/me"), { code });
  }
});

test("no answer is a lost connection", async () => {
  const { api } = apiAnswering(() => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(api.get("/me"), (caught) => caught instanceof ConnectionLost);
});
