import assert from "node:assert/strict";
import { test } from "node:test";
import { Poller } from "../../../../static/js/net/long_poll/poller.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeSite } from "../../support/site.js";

const NOTHING = { rooms: [], changes: {}, gone: [] };
const NEWS = { rooms: [], changes: {}, gone: [8] };
const UNAVAILABLE = { error: { code: "unavailable", message: "no" } };

/** @param {any} [locks] */
async function polling(locks = null) {
  const site = new FakeSite();
  const clock = new FakeClock();
  let rev = 1;
  /** @type {any[]} */
  const taken = [];
  const take = (/** @type {any} */ news) => {
    taken.push(news);
    if (news.gone.length) rev += 1;
  };
  const poller = new Poller({
    api: site.api,
    known: () => ({ rooms: { 7: [rev, 1] }, later: {} }),
    take,
    locks,
    clock,
  });
  /** @type {any} */
  let end = "runs";
  poller.run().then(
    () => {
      end = "stopped";
    },
    (error) => {
      end = error;
    },
  );
  await settle();
  return { site, clock, poller, taken, ended: () => end, poll: () => site.at("/events") };
}

test("a poll sends the known state, and the next one continues from the answer", async () => {
  const { taken, poll } = await polling();
  assert.deepEqual(poll().body, { rooms: { 7: [1, 1] }, later: {}, wait: 25, status: "online" });
  await poll().answer(NEWS);
  assert.deepEqual(taken, [NEWS]);
  assert.deepEqual(poll().body.rooms, { 7: [2, 1] });
});

test("an empty answer after the wait is followed by the next poll immediately", async () => {
  const { clock, site, poll } = await polling();
  clock.advance(25_000);
  await poll().answer(NOTHING);
  assert.ok(site.waitsFor("/events"));
});

test("an early answer without news is followed by a pause", async () => {
  const { clock, site, poll } = await polling();
  await poll().answer(NOTHING);
  assert.ok(!site.waitsFor("/events"));
  clock.advance(5_000);
  await settle();
  assert.ok(site.waitsFor("/events"));
});

test("a poll that fails is followed by one that does not wait, and then by shorter ones", async () => {
  const { clock, site, poll } = await polling();
  clock.advance(20_000);
  await poll().fail();
  assert.ok(!site.waitsFor("/events"));
  clock.advance(1_000);
  await settle();
  assert.equal(poll().body.wait, 0);
  await poll().answer(NOTHING);
  assert.equal(poll().body.wait, 12);
});

test("two failed polls in a row end the polling", async () => {
  const { clock, poll, ended } = await polling();
  await poll().answer(UNAVAILABLE, 503);
  clock.advance(1_000);
  await settle();
  await poll().fail();
  assert.equal(ended().name, "ConnectionLost");
  assert.equal(clock.waiting, 0);
});

test("a refusal ends the polling", async () => {
  const { poll, ended } = await polling();
  await poll().answer({ error: { code: "unauthenticated", message: "no" } }, 401);
  assert.equal(ended().code, "unauthenticated");
});

test("a rate-limited poll waits as long as the server says", async () => {
  const { clock, site, poll, ended } = await polling();
  await poll().answer({ error: { code: "rate_limited", message: "no", retryAfterMs: 700 } }, 429);
  clock.advance(699);
  await settle();
  assert.ok(!site.waitsFor("/events"));
  clock.advance(1);
  await settle();
  assert.equal(poll().body.wait, 25);
  assert.equal(ended(), "runs");
});

test("a poll without an answer long after its wait has failed", async () => {
  const { clock, site, poll } = await polling();
  clock.advance(34_999);
  await settle();
  assert.ok(site.waitsFor("/events"));
  clock.advance(1);
  await settle();
  assert.ok(!site.waitsFor("/events"));
  clock.advance(1_000);
  await settle();
  assert.equal(poll().body.wait, 0);
});

test("a poll can be repeated early, with another presence", async () => {
  const { site, poller, poll, ended } = await polling();
  poller.status = "away";
  poller.again();
  await settle();
  assert.equal(site.asked.length, 2);
  assert.deepEqual([poll().body.status, poll().body.wait, ended()], ["away", 25, "runs"]);
});

test("a stopped poller sends nothing and leaves no timer", async () => {
  const { clock, site, poller, ended } = await polling();
  poller.stop();
  await settle();
  assert.deepEqual([site.open.length, site.asked.length, clock.waiting, ended()], [0, 1, 0, "stopped"]);
});

test("a tab that may not wait polls every five seconds", async () => {
  const taken = {
    request: async (/** @type {any} */ _name, /** @type {any} */ _options, /** @type {any} */ work) => work(null),
  };
  const { clock, site, poll } = await polling(taken);
  assert.equal(poll().body.wait, 0);
  await poll().answer(NOTHING);
  assert.ok(!site.waitsFor("/events"));
  clock.advance(5_000);
  await settle();
  await poll().answer(NEWS);
  assert.ok(site.waitsFor("/events"));
});
