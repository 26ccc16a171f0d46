import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AckTimeout } from "../../../../static/js/net/api/errors.js";
import { Outbox } from "../../../../static/js/net/outbox/outbox.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeChannels, FakeConnection, FakeLocks, FakeServer, MapStorage } from "../../support/outbox.js";

/** A browser in front of a server; `page()` opens a tab of it. */
function browser() {
  const clock = new FakeClock();
  const server = new FakeServer();
  const storage = new MapStorage();
  const locks = new FakeLocks();
  const channels = new FakeChannels();
  let ids = 0;
  const page = async ({ online = true, locked = true, told = true } = {}) => {
    const connection = new FakeConnection(server);
    connection.online = online;
    const newId = () => `id-${++ids}`;
    const channel = told ? channels.end() : null;
    const options = {
      connection,
      userId: 1,
      storage,
      locks: locked ? locks : null,
      channel,
      clock,
      newId,
      random: () => 1,
    };
    const outbox = new Outbox(options);
    await outbox.load();
    return { outbox, connection };
  };
  return { clock, server, storage, page };
}

/** @param {Outbox} outbox @param {number} [roomId] */
const states = (outbox, roomId = 7) => outbox.pendingFor(roomId).map(({ content, state }) => `${content} ${state}`);

/** @param {Outbox} outbox @param {string[]} contents */
const addAll = (outbox, ...contents) => contents.map((content) => outbox.add({ roomId: 7, content }));

test("a message is sent immediately, and an ack removes it from the outbox and its storage", async () => {
  const { server, storage, page } = browser();
  const { outbox } = await page();
  /** @type {unknown[]} */
  const acked = [];
  outbox.on("acked", ({ message, ack }) => acked.push([message.content, ack.seq]));
  outbox.add({ roomId: 7, content: "hello" });
  assert.deepEqual(states(outbox), ["hello pending"]);
  await settle();
  assert.deepEqual(server.arrived, [{ roomId: 7, content: "hello", clientId: "id-1" }]);
  assert.deepEqual(acked, [["hello", 1]]);
  assert.deepEqual(states(outbox), []);
  assert.equal(storage.kept.size, 0);
});

test("a message that is added during another's sending is sent after it", async () => {
  for (let moment = 0; moment < 40; moment += 1) {
    const { server, page } = browser();
    const { outbox } = await page();
    addAll(outbox, "one");
    for (let tick = 0; tick < moment; tick += 1) await null;
    addAll(outbox, "two");
    await settle();
    assert.deepEqual(server.contents, ["one", "two"], `moment ${moment}`);
  }
});

test("a reply is sent with the id of the quoted message", async () => {
  const { server, page } = browser();
  const { outbox } = await page();
  const author = { id: 2, username: "grace", displayName: "" };
  outbox.add({ roomId: 7, content: "yes", replyTo: { id: 55, seq: 5, author, content: "?", deletedAt: null } });
  await settle();
  assert.equal(server.arrived[0].replyTo, 55);
});

describe("offline", () => {
  test("messages wait, and are sent in order when the connection is back", async () => {
    const { server, page } = browser();
    const { outbox, connection } = await page({ online: false });
    addAll(outbox, "one", "two", "three");
    await settle();
    assert.deepEqual(server.arrived, []);
    assert.deepEqual(states(outbox), ["one pending", "two pending", "three pending"]);
    connection.set(true);
    await settle();
    assert.deepEqual(server.contents, ["one", "two", "three"]);
  });

  test("messages survive a reload in order, even if typed in the same millisecond", async () => {
    const { server, page } = browser();
    const typed = await page({ online: false });
    addAll(typed.outbox, "one", "two", "three");
    await settle();
    const reloaded = await page({ online: false });
    assert.deepEqual(states(reloaded.outbox), ["one pending", "two pending", "three pending"]);
    addAll(reloaded.outbox, "four");
    reloaded.connection.set(true);
    await settle();
    assert.deepEqual(server.contents, ["one", "two", "three", "four"]);
  });
});

describe("a lost ack", () => {
  test("causes another send with the same client id, and the server stores one message", async () => {
    const { server, page } = browser();
    const { outbox, connection } = await page();
    server.moods = ["lose ack"];
    addAll(outbox, "one", "two");
    await settle();
    connection.set(false);
    connection.set(true);
    await settle();
    assert.deepEqual(server.contents, ["one", "two"]);
    assert.equal(server.arrived.filter(({ clientId }) => clientId === "id-1").length, 2);
    assert.deepEqual(states(outbox), []);
  });

  test("of a closed page is repaired by the next page", async () => {
    const { server, storage, page } = browser();
    const died = await page();
    died.connection.request = () => new Promise((_resolve) => {});
    addAll(died.outbox, "one");
    await settle();
    server.stored.push({ roomId: 7, content: "one", clientId: "id-1" });
    const { outbox } = await page({ locked: false });
    await settle();
    assert.deepEqual(server.contents, ["one"]);
    assert.deepEqual(states(outbox), []);
    assert.equal(storage.kept.size, 0);
  });

  test("is forgotten when the message itself arrives", async () => {
    const { server, storage, page } = browser();
    const { outbox, connection } = await page();
    server.moods = ["lose ack"];
    const [{ clientId }] = addAll(outbox, "one");
    outbox.confirm(clientId);
    await settle();
    connection.set(true);
    await settle();
    assert.ok(server.arrived.length <= 1);
    assert.equal(storage.kept.size, 0);
  });

  test("on a working connection causes another send after a back-off", async () => {
    const { clock, server, page } = browser();
    const { outbox, connection } = await page();
    const { request } = connection;
    connection.request = () => Promise.reject(new AckTimeout());
    addAll(outbox, "one");
    await settle();
    assert.deepEqual(states(outbox), ["one pending"]);
    connection.request = request;
    clock.advance(499);
    await settle();
    assert.deepEqual(server.contents, []);
    clock.advance(1);
    await settle();
    assert.deepEqual(server.contents, ["one"]);
  });
});

describe("the ack and the message", () => {
  test("may come in any order, and twice", async () => {
    const { page } = browser();
    const { outbox } = await page();
    const changes = [];
    const [{ clientId }] = addAll(outbox, "one");
    outbox.confirm(clientId);
    await settle();
    outbox.on("change", () => changes.push(1));
    outbox.confirm(clientId);
    assert.deepEqual(states(outbox), []);
    assert.equal(changes.length, 0);
  });
});

describe("a refusal", () => {
  const muted = { code: "muted", message: "You are muted" };

  test("keeps the text and the reason, even over a reload, and does not stop the next message", async () => {
    const { server, page } = browser();
    const { outbox } = await page();
    server.moods = [muted];
    addAll(outbox, "one", "two");
    await settle();
    assert.deepEqual(server.contents, ["two"]);
    for (const { outbox: shown } of [{ outbox }, await page()]) {
      assert.deepEqual(states(shown), ["one failed"]);
      assert.deepEqual(shown.pendingFor(7)[0].error, muted);
    }
  });

  test("can be retried with the same client id", async () => {
    const { server, page } = browser();
    const { outbox } = await page();
    server.moods = [muted];
    const [{ clientId }] = addAll(outbox, "one");
    await settle();
    outbox.retry(clientId);
    await settle();
    assert.deepEqual(server.contents, ["one"]);
    assert.deepEqual(
      server.arrived.map((data) => data.clientId),
      [clientId, clientId],
    );
  });

  test("can be taken back for editing, or discarded", async () => {
    const { server, storage, page } = browser();
    const { outbox } = await page();
    server.moods = [muted, muted];
    const [one, two] = addAll(outbox, "one", "two");
    await settle();
    assert.equal(outbox.take(one.clientId)?.content, "one");
    outbox.discard(two.clientId);
    await settle();
    assert.deepEqual(states(outbox), []);
    assert.equal(storage.kept.size, 0);
  });
});

describe("a temporary refusal", () => {
  test("delays the room as long as the server says", async () => {
    const { clock, server, page } = browser();
    const { outbox } = await page();
    server.moods = [{ code: "rate_limited", message: "Slow down", retryAfterMs: 1_200 }];
    addAll(outbox, "one", "two");
    outbox.add({ roomId: 9, content: "elsewhere" });
    await settle();
    assert.deepEqual(server.contents, ["elsewhere"]);
    assert.deepEqual(states(outbox), ["one pending", "two pending"]);
    addAll(outbox, "three");
    await settle();
    clock.advance(1_199);
    await settle();
    assert.deepEqual(server.contents, ["elsewhere"]);
    clock.advance(1);
    await settle();
    assert.deepEqual(server.contents, ["elsewhere", "one", "two", "three"]);
  });

  test("without a time delays the room longer each time", async () => {
    const { clock, server, page } = browser();
    const { outbox } = await page();
    const unavailable = { code: "unavailable", message: "Busy" };
    server.moods = [unavailable, unavailable];
    addAll(outbox, "one");
    await settle();
    clock.advance(500);
    await settle();
    clock.advance(749);
    await settle();
    assert.deepEqual(server.contents, []);
    clock.advance(1);
    await settle();
    assert.deepEqual(server.contents, ["one"]);
  });
});

describe("taking back", () => {
  test("is possible while the message waits", async () => {
    const { server, page } = browser();
    const { outbox, connection } = await page({ online: false });
    const [{ clientId }] = addAll(outbox, "one");
    assert.equal(outbox.take(clientId)?.content, "one");
    connection.set(true);
    await settle();
    assert.deepEqual(server.arrived, []);
  });

  test("is not possible once the message may be stored", async () => {
    const { server, page } = browser();
    const { outbox, connection } = await page();
    server.moods = ["lose ack"];
    const [{ clientId }] = addAll(outbox, "one");
    const { request } = connection;
    connection.request = async (_type, data) => {
      assert.equal(outbox.take(clientId), null, "it is being sent");
      connection.online = false;
      return server.take(data);
    };
    await settle();
    assert.equal(outbox.get(clientId)?.state, "pending");
    assert.equal(outbox.take(clientId), null, "its ack was lost");
    connection.request = request;
    const reloaded = await page({ online: false });
    assert.equal(reloaded.outbox.take(clientId), null, "the next page knows it too");
  });
});

describe("several tabs", () => {
  test("send each message once, whichever tab typed it", async () => {
    const { server, page } = browser();
    const tabs = [await page({ online: false }), await page({ online: false })];
    addAll(tabs[0].outbox, "one");
    await settle();
    addAll(tabs[1].outbox, "two");
    await settle();
    assert.deepEqual(states(tabs[0].outbox), ["one pending", "two pending"]);
    assert.deepEqual(states(tabs[1].outbox), ["one pending", "two pending"]);
    for (const { connection } of tabs) connection.set(true);
    await settle();
    assert.deepEqual(server.contents, ["one", "two"]);
    assert.equal(server.arrived.length, 2);
    for (const { outbox } of tabs) assert.deepEqual(states(outbox), []);
  });

  test("do not send what another tab has sent, even without its news", async () => {
    const { server, page } = browser();
    const typed = await page({ online: false, told: false });
    addAll(typed.outbox, "one", "two");
    await settle();
    const tabs = [typed, await page({ online: false, told: false })];
    for (const { connection } of tabs) connection.set(true);
    await settle();
    assert.equal(server.arrived.length, 2);
    for (const { outbox } of tabs) assert.deepEqual(states(outbox), []);
  });

  test("without locks may send twice, and the server keeps one", async () => {
    const { server, page } = browser();
    const tabs = [await page({ online: false, locked: false }), await page({ online: false, locked: false })];
    addAll(tabs[0].outbox, "one", "two");
    await settle();
    for (const { connection } of tabs) connection.set(true);
    await settle();
    assert.deepEqual(server.contents, ["one", "two"]);
    for (const { outbox } of tabs) assert.deepEqual(states(outbox), []);
  });

  test("include a connected one that sends what a disconnected one typed", async () => {
    const { server, page } = browser();
    const [offline, connected] = [await page({ online: false }), await page()];
    addAll(offline.outbox, "one");
    await settle();
    assert.deepEqual(server.contents, ["one"]);
    assert.deepEqual(states(offline.outbox), []);
    assert.deepEqual(states(connected.outbox), []);
  });

  test("show each other's failures", async () => {
    const { server, page } = browser();
    const tabs = [await page(), await page()];
    server.moods = [{ code: "archived", message: "Archived" }];
    addAll(tabs[0].outbox, "one");
    await settle();
    for (const { outbox } of tabs) assert.deepEqual(states(outbox), ["one failed"]);
  });
});

test("every message arrives once and in order, whatever fails", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const { clock, server, storage, page } = browser();
    let state = seed;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const troubles = /** @type {const} */ (["lose ack", "lose", { code: "unavailable", message: "" }]);
    let tab = await page();
    const typed = [];
    for (let step = 0; step < 40; step += 1) {
      const dice = random();
      if (dice < 0.4) typed.push(tab.outbox.add({ roomId: 7, content: `${typed.length}` }).content);
      else if (dice < 0.6) server.moods.push(troubles[Math.floor(random() * 3)]);
      else if (dice < 0.75) tab.connection.set(random() < 0.5);
      else if (dice < 0.85) clock.advance(random() * 3_000);
      else if (dice < 0.95) await settle();
      else {
        tab.connection.online = false;
        await settle(); // what was typed is on disk
        tab = await page({ online: random() < 0.5, locked: false });
      }
    }
    server.moods = [];
    tab.connection.set(true);
    for (let turn = 0; turn < 5; turn += 1) {
      await settle();
      clock.advance(60_000);
    }
    await settle();
    assert.deepEqual(server.contents, typed, `seed ${seed}`);
    assert.equal(storage.kept.size, 0, `seed ${seed}`);
  }
});

test("a message is sent with its files each time, even after a reload", async () => {
  const { server, page } = browser();
  const typed = await page({ online: false });
  const attachments = /** @type {any[]} */ ([{ id: 3 }, { id: 1 }]);
  typed.outbox.add({ roomId: 7, content: "", attachments });
  await settle();
  server.moods = ["lose ack"];
  const { connection } = await page({ locked: false });
  await settle();
  connection.set(false);
  connection.set(true);
  await settle();
  assert.equal(server.stored.length, 1);
  assert.ok(server.arrived.length > 1);
  for (const data of server.arrived) assert.deepEqual(data.attachmentIds, [3, 1]);
});
