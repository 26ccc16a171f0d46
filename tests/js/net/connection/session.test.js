import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../../../static/js/net/connection/session.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeTransport } from "../../support/transport.js";

/** @param {{token?: () => Promise<string>}} [options] */
function opened(options = {}) {
  const clock = new FakeClock();
  const transport = new FakeTransport();
  const session = new Session({ transport, clock, ...options });
  /** @type {string[]} */
  const heard = [];
  /** @type {import("../../../../static/js/net/connection/session.js").SessionEnd[]} */
  const ends = [];
  session.on("welcome", () => heard.push("welcome"));
  session.on("ack", ({ id }) => heard.push(`ack ${id}`));
  session.on("event", ({ type }) => heard.push(type));
  session.on("ended", (end) => ends.push(end));
  session.open();
  return { clock, transport, session, heard, ends };
}

test("events before the welcome are emitted after it", () => {
  const { transport, heard } = opened();
  transport.emit("open", undefined);
  transport.receive("chat:message", {});
  transport.accept();
  transport.receive("read", {});
  assert.deepEqual(heard, ["welcome", "chat:message", "read"]);
});

test("pongs and shutdown announcements are not passed on", () => {
  const { transport, heard } = opened();
  transport.accept();
  transport.receive("pong");
  transport.receive("server-shutdown", { retryAfterMs: 5 });
  assert.deepEqual(heard, ["welcome"]);
});

test("a session without a welcome ends after seven seconds", () => {
  const { clock, transport, ends } = opened();
  transport.emit("open", undefined);
  clock.advance(7_000);
  assert.deepEqual(ends, [{ code: 1006, message: "", greeted: false, retryAt: null }]);
  assert.ok(transport.closed);
});

test("the end says whether there was a welcome", () => {
  const failed = opened();
  failed.transport.emit("open", undefined);
  failed.transport.end(1006);
  assert.equal(failed.ends[0].greeted, false);
  const stood = opened();
  stood.transport.accept();
  stood.transport.end(1006);
  assert.equal(stood.ends[0].greeted, true);
});

test("a second welcome is handled like the first", () => {
  const { transport, session, heard } = opened();
  /** @type {string[]} */
  const epochs = [];
  session.on("welcome", ({ epoch }) => epochs.push(epoch));
  transport.accept();
  transport.receive("read", {});
  transport.accept({ epoch: "epoch-2" });
  assert.deepEqual(heard, ["welcome", "read", "welcome"]);
  assert.deepEqual(epochs, ["epoch-1", "epoch-2"]);
});

test("the server's last error explains the end", () => {
  const { transport, ends } = opened();
  transport.accept();
  transport.receive("error", { code: "bad_frame", message: "Ten bad frames", fatal: true });
  transport.end(1008, "policy");
  assert.equal(ends[0].message, "Ten bad frames");
});

test("the slot counts from its announcement", () => {
  const { clock, transport, ends } = opened();
  transport.accept();
  const at = clock.now() + 2_000;
  transport.receive("server-shutdown", { retryAfterMs: 2_000 });
  clock.advance(1_500);
  transport.end(1012);
  assert.equal(ends[0].retryAt, at);
});

test("the heartbeat has the interval of the welcome, and silence ends the session", () => {
  const { clock, transport, ends } = opened();
  transport.accept({ heartbeatSeconds: 7 });
  clock.advance(7_000);
  assert.equal(transport.sent.at(-1)?.type, "ping");
  transport.receive("read", {});
  clock.advance(7_000);
  clock.advance(10_000);
  assert.deepEqual(ends, [{ code: 1006, message: "", greeted: true, retryAt: null }]);
});

test("a token is the first frame", async () => {
  const { transport } = opened({ token: async () => "ticket-1" });
  transport.emit("open", undefined);
  await settle();
  assert.deepEqual(transport.sent, [{ type: "login", data: { token: "ticket-1" } }]);
});

test("a refused token asks for a new login, and another error does not", async () => {
  const codes = [];
  for (const error of [Object.assign(new Error("no"), { code: "unauthenticated" }), new Error("offline")]) {
    const { transport, ends } = opened({ token: () => Promise.reject(error) });
    transport.emit("open", undefined);
    await settle();
    codes.push(ends[0].code);
  }
  assert.deepEqual(codes, [4401, 1006]);
});

test("after close it emits nothing and leaves no timer", () => {
  const { clock, transport, session, ends } = opened();
  transport.accept();
  session.check();
  session.close();
  assert.equal(clock.waiting, 0);
  assert.deepEqual(ends, []);
  assert.ok(transport.closed);
});
