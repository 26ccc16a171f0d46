import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectionLost } from "../../../../static/js/net/api/errors.js";
import { Connection } from "../../../../static/js/net/connection/connection.js";
import { grace, me, welcome } from "../../support/cast.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeTransport } from "../../support/transport.js";

/** @param {import("../../../../static/js/net/connection/connection.js").ConnectionOptions} [options] */
function connecting(options = {}) {
  const clock = new FakeClock();
  /** @type {FakeTransport[]} */
  const transports = [];
  const page = {
    window: new EventTarget(),
    document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
  };
  const createTransport = () => transports[transports.push(new FakeTransport()) - 1];
  const connection = new Connection({ clock, createTransport, random: () => 1, userId: me.id, ...page, ...options });
  connection.open();
  const server = () => transports[transports.length - 1];
  return { clock, transports, connection, server, ...page };
}

/** @param {Parameters<typeof connecting>[0]} [options] */
function online(options) {
  const all = connecting(options);
  all.server().accept();
  return all;
}

test("it is online after the welcome, not before", () => {
  const { connection, server } = connecting();
  assert.equal(connection.status.state, "connecting");
  server().emit("open", undefined);
  assert.equal(connection.status.state, "connecting");
  server().accept();
  assert.deepEqual(connection.status, { state: "online", reason: null, message: "", nextRetryAt: null });
});

test("it reports a limited connection", () => {
  const { transports, connection, server } = connecting();
  transports[0].limited = true;
  server().accept();
  assert.equal(connection.status.limited, true);
  server().end(1006);
  assert.equal(connection.status.limited, undefined);
  connection.wake();
  assert.equal(connection.status.limited, undefined);
});

test("listeners of the welcome can send, and listeners of the status come after them", () => {
  const { connection, server } = connecting();
  /** @type {string[]} */
  const heard = [];
  connection.on("welcome", () => heard.push(`welcome while ${connection.status.state}`));
  connection.on("status", ({ state }) => heard.push(state));
  server().accept();
  assert.deepEqual(heard, ["welcome while online", "online"]);
});

describe("the close table", () => {
  /** @type {[number, string, string][]} */
  const stays = [
    [1000, "client", "closed"],
    [1008, "misuse", "closed"],
    [4401, "login", "closed"],
    [4403, "banned", "closed"],
    [4408, "login", "closed"],
  ];
  for (const [code, reason, state] of stays) {
    test(`${code} stays closed and says ${reason}`, () => {
      const { clock, transports, connection, server } = online();
      server().end(code, "because");
      assert.deepEqual(connection.status, { state, reason, message: "because", nextRetryAt: null });
      clock.advance(3_600_000);
      assert.equal(transports.length, 1);
      assert.equal(clock.waiting, 0);
    });
  }

  for (const [code, reason] of /** @type {[number, string][]} */ ([
    [1006, "network"],
    [1009, "too_large"],
    [1011, "network"],
    [1013, "busy"],
  ])) {
    test(`${code} tries again after a while and says ${reason}`, () => {
      const { clock, transports, connection, server } = online();
      server().end(code);
      assert.deepEqual([connection.status.state, connection.status.reason], ["offline", reason]);
      assert.equal(connection.status.nextRetryAt, clock.now() + 500);
      clock.advance(499);
      assert.equal(transports.length, 1);
      clock.advance(1);
      assert.equal(transports.length, 2);
    });
  }

  test("a restart is followed by an attempt in its slot", () => {
    const { clock, transports, connection, server } = online();
    server().receive("server-shutdown", { retryAfterMs: 2_700 });
    clock.advance(200);
    server().end(1012);
    assert.equal(connection.status.nextRetryAt, clock.now() + 2_500);
    clock.advance(2_500);
    assert.equal(transports.length, 2);
  });

  test("a server that announced a restart without a close gets its slot too", () => {
    const { clock, connection, server } = online();
    server().receive("server-shutdown", { retryAfterMs: 2_700 });
    server().end(1006);
    assert.equal(connection.status.nextRetryAt, clock.now() + 2_700);
  });

  test("a restart without a slot uses the back-off", () => {
    const { clock, connection, server } = online();
    server().end(1012);
    assert.equal(connection.status.nextRetryAt, clock.now() + 500);
  });

  test("4408 reconnects with a token if there is one", async () => {
    const { clock, transports, server } = online({ token: async () => "ticket" });
    server().end(4408);
    clock.advance(500);
    transports[1].emit("open", undefined);
    await settle();
    assert.deepEqual(transports[1].sent, [{ type: "login", data: { token: "ticket" } }]);
  });
});

describe("trying again", () => {
  test("waits longer each time, and resets after five stable seconds", () => {
    const { clock, connection, server } = online();
    const waits = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      server().end(1013);
      const wait = Number(connection.status.nextRetryAt) - clock.now();
      waits.push(wait);
      clock.advance(wait);
      server().accept();
    }
    assert.deepEqual(waits, [500, 750, 1125]);
    clock.advance(5_000);
    server().end(1013);
    assert.equal(Number(connection.status.nextRetryAt) - clock.now(), 500);
  });

  test("waits at most four seconds on a visible page, thirty on a hidden one", () => {
    for (const [visibilityState, longest] of [
      ["visible", 4_000],
      ["hidden", 30_000],
    ]) {
      const document = Object.assign(new EventTarget(), { visibilityState: String(visibilityState) });
      const { clock, connection, server } = connecting({ document });
      let wait = 0;
      for (let attempt = 0; attempt < 15; attempt += 1) {
        server().end(1006);
        wait = Number(connection.status.nextRetryAt) - clock.now();
        clock.advance(wait);
      }
      assert.equal(wait, longest);
    }
  });

  test("happens immediately when the browser is online again", () => {
    const { transports, server, window } = online();
    server().end(1006);
    window.dispatchEvent(new Event("online"));
    assert.equal(transports.length, 2);
  });

  test("happens immediately when the tab becomes visible, not when it is hidden", () => {
    const { transports, server, document } = online();
    server().end(1006);
    document.visibilityState = "hidden";
    document.dispatchEvent(new Event("visibilitychange"));
    assert.equal(transports.length, 1);
    document.visibilityState = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
    assert.equal(transports.length, 2);
  });

  test("does not happen twice for the same reason", () => {
    const { clock, transports, server, window } = online();
    server().end(1006);
    window.dispatchEvent(new Event("online"));
    window.dispatchEvent(new Event("online"));
    clock.advance(5_000);
    assert.equal(transports.length, 2);
  });

  test("a connection ends as soon as the browser says that the network is lost", () => {
    const { clock, transports, connection, server, window } = online();
    window.dispatchEvent(new Event("offline"));
    assert.deepEqual([connection.status.state, connection.status.reason], ["offline", "network"]);
    window.dispatchEvent(new Event("offline"));
    clock.advance(500);
    assert.equal(transports.length, 2);
    server().accept();
    assert.ok(connection.online);
  });

  test("waking up while online sends a ping", () => {
    const { server, window } = online();
    window.dispatchEvent(new Event("online"));
    assert.deepEqual(server().sent, [{ type: "ping" }]);
  });

  test("a silent server is followed by another attempt", () => {
    const { clock, transports, connection } = online();
    clock.advance(35_000);
    assert.equal(connection.status.state, "offline");
    assert.ok(transports[0].closed);
    clock.advance(500);
    assert.equal(transports.length, 2);
  });

  test("a refused handshake is diagnosed, and closes with the reason", async () => {
    const { clock, transports, connection, server } = connecting({ diagnose: async () => "banned" });
    server().end(1006);
    await settle();
    assert.deepEqual([connection.status.state, connection.status.reason], ["closed", "banned"]);
    clock.advance(60_000);
    assert.equal(transports.length, 1);
  });

  test("a handshake without a server is tried again", async () => {
    const { clock, transports, server } = connecting({ diagnose: () => Promise.reject(new ConnectionLost()) });
    server().end(1006);
    await settle();
    clock.advance(500);
    assert.equal(transports.length, 2);
  });
});

describe("welcome", () => {
  test("reports whether the database is another one", () => {
    const { connection, server } = connecting();
    /** @type {boolean[]} */
    const changed = [];
    connection.on("welcome", ({ epochChanged }) => changed.push(epochChanged));
    for (const epoch of ["one", "one", "two"]) {
      server().accept({ epoch });
      server().end(1006);
      connection.wake();
    }
    assert.deepEqual(changed, [false, false, true]);
  });

  test("for another user closes the connection and is not passed on", () => {
    const { connection, server } = connecting();
    let heard = 0;
    connection.on("welcome", () => void heard++);
    server().accept({ user: { ...welcome().user, ...grace } });
    assert.deepEqual([connection.status.state, connection.status.reason, heard], ["closed", "user", 0]);
  });
});

describe("request", () => {
  test("resolves with the ack of its id", async () => {
    const { connection, server } = online();
    const answer = connection.request("read", { roomId: 7, seq: 3 });
    const { type, data, id } = server().sent[0];
    assert.deepEqual({ type, data }, { type: "read", data: { roomId: 7, seq: 3 } });
    server().receive("ack", { success: true, readSeq: 3 }, id);
    assert.equal((await answer).readSeq, 3);
  });

  test("rejects when the connection ends, and immediately without one", async () => {
    const { connection, server } = online();
    const answer = connection.request("read", {});
    server().end(1006);
    await assert.rejects(answer, (error) => error instanceof ConnectionLost);
    await assert.rejects(connection.request("read", {}), (error) => error instanceof ConnectionLost);
  });

  test("rejects after a timeout of five seconds by default", async () => {
    const { clock, connection } = online();
    const answer = connection.request("read", {});
    clock.advance(5_000);
    await assert.rejects(answer, { name: "AckTimeout" });
  });

  test("refuses a frame beyond the server's limit in bytes", async () => {
    const { connection, server } = online();
    await assert.rejects(connection.request("chat:send", { content: "字".repeat(22_000) }), { code: "too_large" });
    assert.deepEqual(server().sent, []);
  });

  test("is refused, not lost, when the server closes because of its size", async () => {
    const { connection, server } = online();
    const answer = connection.request("chat:send", { content: "x" });
    server().end(1009);
    await assert.rejects(answer, { code: "too_large" });
  });
});

test("a command without an id is dropped when offline", () => {
  const { connection, server } = connecting();
  connection.send("typing:start", { roomId: 7 });
  assert.deepEqual(server().sent, []);
  server().accept();
  connection.send("typing:start", { roomId: 7 });
  assert.deepEqual(server().sent, [{ type: "typing:start", data: { roomId: 7 } }]);
});

test("closing leaves no timer, no listener and no frame", () => {
  const { clock, transports, connection, window } = online();
  connection.request("read", {}).catch(() => {});
  connection.close();
  window.dispatchEvent(new Event("online"));
  assert.equal(clock.waiting, 0);
  assert.equal(transports.length, 1);
  assert.ok(transports[0].closed);
});

test("a closed connection can be opened again", () => {
  const { transports, connection } = online();
  connection.close();
  connection.open();
  assert.equal(transports.length, 2);
  transports[1].accept();
  assert.ok(connection.online);
});
