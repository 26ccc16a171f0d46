import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Connection } from "../../../../static/js/net/connection/connection.js";
import { LongPollTransport } from "../../../../static/js/net/long_poll/long_poll_transport.js";
import { SocketProbe } from "../../../../static/js/net/transport/socket_probe.js";
import { Transports } from "../../../../static/js/net/transport/transports.js";
import { me, room, welcome } from "../../support/cast.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeSite } from "../../support/site.js";
import { FakeTransport } from "../../support/transport.js";

const WELCOME = welcome({ rooms: [room({ seq: 3, rev: 3, readSeq: 3 })] });

/** A connection as the page has it, over a site that answers as the test says and sockets that it opens. */
function page() {
  const site = new FakeSite();
  const clock = new FakeClock();
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  /** @type {FakeTransport[]} */
  const sockets = [];
  const createSocket = () => sockets[sockets.push(new FakeTransport()) - 1];
  const createPoll = () => new LongPollTransport({ api: site.api, userId: me.id, locks: null, clock });
  const transports = new Transports({
    api: site.api,
    userId: me.id,
    createSocket,
    createPoll,
    createProbe: (options) => new SocketProbe(options),
    clock,
    random: () => 0,
    window,
  });
  const connection = new Connection({
    userId: me.id,
    createTransport: () => transports.create(),
    diagnose: () => transports.diagnose(),
    clock,
    random: () => 1,
    window,
    document,
  });
  connection.open();
  const socket = () => sockets[sockets.length - 1];
  /** A socket is refused, and a plain request answered or not. @param {boolean} answered */
  const refuse = async (answered) => {
    socket().end(1006);
    await (answered ? site.at("/me").answer(me) : site.at("/me").fail());
  };
  return { site, clock, window, sockets, socket, refuse, transports, connection };
}

/** A page that polls, because sockets were refused twice. */
async function polling() {
  const all = page();
  await all.refuse(true);
  all.clock.advance(500);
  await all.refuse(true);
  all.clock.advance(750);
  await all.site.at("/welcome").answer(WELCOME);
  return all;
}

describe("the switch to the poll", () => {
  test("follows two refused sockets while plain requests are answered", async () => {
    const { connection, sockets, site } = await polling();
    assert.equal(sockets.length, 2);
    assert.deepEqual([connection.status.state, connection.status.limited], ["online", true]);
    assert.ok(site.waitsFor("/events"));
  });

  test("takes less than ten seconds if a socket gets no answer at all", async () => {
    const { clock, site, connection } = page();
    clock.advance(7_000);
    await site.at("/me").answer(me);
    clock.advance(500);
    await site.at("/welcome").answer(WELCOME);
    assert.ok(connection.status.limited);
  });

  test("also follows sockets that open but receive nothing", async () => {
    const { clock, site, socket, connection } = page();
    socket().emit("open", undefined);
    clock.advance(7_000);
    await site.at("/me").answer(me);
    clock.advance(500);
    await site.at("/welcome").answer(WELCOME);
    assert.ok(connection.status.limited);
  });

  test("replaces a socket that was tried in the meantime", async () => {
    const { clock, site, sockets, connection } = page();
    clock.advance(7_000);
    clock.advance(500);
    assert.equal(sockets.length, 2);
    await site.at("/me").answer(me);
    assert.ok(sockets[1].closed);
    await site.at("/welcome").answer(WELCOME);
    assert.ok(connection.status.limited);
    assert.equal(sockets.length, 2);
  });

  test("does not happen when a socket has received a welcome in the meantime", async () => {
    const { clock, site, socket, connection } = page();
    clock.advance(7_000);
    clock.advance(500);
    socket().accept();
    await site.at("/me").answer(me);
    assert.deepEqual([connection.status.state, connection.status.limited], ["online", undefined]);
  });

  test("does not happen while the site is down", async () => {
    const { clock, site, sockets, refuse } = page();
    for (let attempt = 0; attempt < 6; attempt++) {
      await refuse(false);
      clock.advance(4_000);
    }
    assert.equal(sockets.length, 7);
    assert.deepEqual([...new Set(site.asked)], ["GET /me"]);
  });

  test("does not happen when the server itself closes the sockets", async () => {
    const { clock, site, socket, sockets } = page();
    for (let attempt = 0; attempt < 4; attempt++) {
      socket().end(attempt % 2 ? 1013 : 1012);
      await site.at("/me").answer(me);
      clock.advance(4_000);
    }
    assert.equal(sockets.length, 5);
  });

  test("does not happen when a socket has worked in between", async () => {
    const { clock, socket, sockets, refuse } = page();
    await refuse(true);
    clock.advance(500);
    socket().accept();
    socket().end(1006);
    clock.advance(1_000);
    await refuse(true);
    clock.advance(4_000);
    assert.equal(sockets.length, 4);
  });
});

describe("during a poll", () => {
  test("a socket is tried, and replaces the poll after a welcome", async () => {
    const { clock, site, sockets, socket, connection } = await polling();
    clock.advance(30_000);
    assert.equal(sockets.length, 3);
    assert.ok(connection.status.limited);
    socket().accept();
    await settle();
    clock.advance(0);
    assert.equal(sockets.length, 4);
    assert.ok(!site.waitsFor("/events"));
    socket().accept();
    assert.deepEqual([connection.status.state, connection.status.limited], ["online", undefined]);
    assert.equal(clock.waiting, 2); // the heartbeat, and the end of the probation
  });

  test("a change of the network is a reason to try a socket immediately", async () => {
    const { window, sockets } = await polling();
    window.dispatchEvent(new Event("online"));
    assert.equal(sockets.length, 3);
  });

  test("a socket that fails changes nothing", async () => {
    const { window, site, socket, connection } = await polling();
    window.dispatchEvent(new Event("online"));
    socket().end(1006);
    assert.ok(connection.status.limited);
    assert.ok(site.waitsFor("/events"));
  });

  test("a broken poll begins again, and after a failure sockets look for the site", async () => {
    const { clock, site, sockets, refuse, connection } = await polling();
    await site.at("/events").fail();
    clock.advance(1_000);
    await settle();
    await site.at("/events").fail();
    assert.equal(connection.status.state, "offline");
    clock.advance(4_000);
    await site.at("/welcome").fail();
    await site.at("/me").fail();
    clock.advance(4_000);
    assert.equal(sockets.length, 3);
    await refuse(false);
    clock.advance(4_000);
    assert.equal(sockets.length, 4);
    await refuse(true);
    clock.advance(4_000);
    await site.at("/welcome").answer(WELCOME);
    assert.ok(connection.status.limited);
  });

  test("a page that is closed tries no sockets", async () => {
    const { clock, sockets, connection } = await polling();
    connection.close();
    clock.advance(120_000);
    assert.deepEqual([sockets.length, clock.waiting], [2, 0]);
  });
});

describe("a diagnosis", () => {
  /** @type {[any, number, string | null][]} */
  const answers = [
    [me, 200, null],
    [{ ...me, id: 99 }, 200, "user"],
    [{ error: { code: "unauthenticated", message: "" } }, 401, "login"],
    [{ error: { code: "banned", message: "" } }, 403, "banned"],
    [{ error: { code: "unavailable", message: "" } }, 503, null],
  ];
  for (const [answer, status, reason] of answers) {
    test(`of ${status} ${answer.error?.code ?? answer.id} is ${reason}`, async () => {
      const { site, transports } = page();
      const diagnosis = transports.diagnose();
      await site.at("/me").answer(answer, status);
      assert.equal(await diagnosis, reason);
    });
  }
});
