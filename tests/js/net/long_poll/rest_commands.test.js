import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Api } from "../../../../static/js/net/api/api.js";
import { carryOut, changesSomething } from "../../../../static/js/net/long_poll/rest_commands.js";
import { message, room } from "../../support/cast.js";

/** @param {...[status: number, answer: unknown]} answers one for each request */
function server(...answers) {
  /** @type {string[]} */
  const asked = [];
  const fetch = async (/** @type {any} */ url, /** @type {any} */ { method, body }) => {
    asked.push([method, url.replace("/api/v1", ""), body].filter(Boolean).join(" "));
    const [status, answer] = /** @type {[number, unknown]} */ (answers.shift());
    return new Response(answer === null ? null : JSON.stringify(answer), { status });
  };
  const api = new Api({ fetch: /** @type {any} */ (fetch), csrfToken: () => "" });
  return { asked, context: { api, userId: 1 } };
}

describe("chat:send", () => {
  const stored = message({ seq: 5, id: 105, rev: 9, clientId: "id-1" });
  const command = { roomId: 7, content: "x", clientId: "id-1", replyTo: 3 };
  const ack = { messageId: 105, seq: 5, rev: 9, clientId: "id-1" };

  test("is acked with the numbers of the stored message", async () => {
    const { asked, context } = server([201, stored]);
    assert.deepEqual(await carryOut("chat:send", command, context), { ...ack, duplicate: false });
    assert.deepEqual(asked, ['POST /rooms/7/messages {"content":"x","clientId":"id-1","replyTo":3}']);
  });

  test("of a stored message is a duplicate", async () => {
    const { context } = server([200, stored]);
    assert.deepEqual(await carryOut("chat:send", command, context), { ...ack, duplicate: true });
  });
});

describe("a change of a message answers its rev", () => {
  /** @type {[string, any, string][]} */
  const changes = [
    ["chat:edit", { messageId: 3, content: "y" }, 'PATCH /messages/3 {"content":"y"}'],
    ["chat:delete", { messageId: 3 }, "DELETE /messages/3"],
    ["chat:react", { messageId: 3, emoji: "👍", on: true }, "PUT /messages/3/reactions/%F0%9F%91%8D"],
    ["chat:react", { messageId: 3, emoji: "a/b?", on: false }, "DELETE /messages/3/reactions/a%2Fb%3F"],
  ];
  for (const [type, data, request] of changes) {
    test(`${type} as ${request}`, async () => {
      const { asked, context } = server([200, message({ seq: 1, rev: 12 })]);
      assert.deepEqual(await carryOut(type, data, context), { rev: 12 });
      assert.deepEqual(asked, [request]);
    });
  }
});

test("joining returns the room as a member sees it", async () => {
  const { asked, context } = server([201, {}], [200, room()]);
  assert.deepEqual(await carryOut("room:join", { roomId: 7 }, context), { room: room() });
  assert.deepEqual(asked, ["POST /rooms/7/members {}", "GET /rooms/7"]);
});

test("leaving ends the user's own membership", async () => {
  const { asked, context } = server([204, null]);
  assert.deepEqual(await carryOut("room:leave", { roomId: 7 }, context), {});
  assert.deepEqual(asked, ["DELETE /rooms/7/members/1"]);
});

describe("an answer in the shape of an ack is passed on", () => {
  /** @type {[string, any, string][]} */
  const commands = [
    ["read", { roomId: 7, seq: 3, unread: true }, 'PUT /rooms/7/read {"seq":3,"unread":true}'],
    ["sync", { roomId: 7, rev: 41, limit: 200 }, "GET /rooms/7/changes?rev=41&limit=200"],
    ["history", { roomId: 7, before: 9, limit: 50 }, "GET /rooms/7/messages?before=9&limit=50"],
  ];
  for (const [type, data, request] of commands) {
    test(`${type} as ${request}`, async () => {
      const { asked, context } = server([200, { rev: 3 }]);
      assert.deepEqual(await carryOut(type, data, context), { rev: 3 });
      assert.deepEqual(asked, [request]);
    });
  }
});

test("typing is not sent and succeeds", async () => {
  const { asked, context } = server();
  for (const type of ["typing:start", "typing:stop"])
    assert.deepEqual(await carryOut(type, { roomId: 7 }, context), {});
  assert.deepEqual(asked, []);
});

test("a refusal and an unknown command are refused in one shape", async () => {
  const error = { code: "archived", message: "No" };
  const { context } = server([409, { error }]);
  await assert.rejects(carryOut("read", { roomId: 7, seq: 1 }, context), { code: "archived" });
  for (const type of ["chat:fly", "toString"])
    await assert.rejects(carryOut(type, {}, context), { code: "unknown_type" });
});

test("only reads may overtake", () => {
  assert.deepEqual(["sync", "history", "read", "chat:send"].map(changesSomething), [false, false, true, true]);
});
