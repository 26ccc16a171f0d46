import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageSearch } from "../../../../static/js/state/search/message_search.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeSite } from "../../support/site.js";

/** @param {string} name @returns {any} */
const found = (name) => ({ message: { id: name }, room: { id: 7, name: "Kitchen", kind: "public" }, snippet: [] });

/** @param {string[]} names @param {string | null} [next] */
const page = (names, next = null) => ({ results: names.map(found), next, unknown: [] });

function searching() {
  const site = new FakeSite();
  const clock = new FakeClock();
  const search = new MessageSearch(site.api, clock);
  const shown = () => search.state.results.map(({ message }) => message.id);
  return { site, clock, search, shown };
}

test("a search ignores space around the text", async () => {
  const { site, search, shown } = searching();
  const run = search.run("  tea & 上海 ");
  assert.equal(search.state.loading, true);
  await site.at(`/search?q=${encodeURIComponent("tea & 上海")}`).answer(page(["a", "b"]));
  await run;
  assert.deepEqual(shown(), ["a", "b"]);
  assert.deepEqual([search.state.loading, search.state.text], [false, "tea & 上海"]);
});

test("an answer after the next request is dropped", async () => {
  const { site, search, shown } = searching();
  search.run("te");
  const last = search.run("tea");
  await site.at("/search?q=tea").answer(page(["tea"]));
  await last;
  await site.at("/search?q=te").answer(page(["te"]));
  assert.deepEqual(shown(), ["tea"]);
});

test("the results stay until the answer to the next request", async () => {
  const { site, search, shown } = searching();
  search.run("tea");
  await site.at("/search?q=tea").answer(page(["a"], "5"));
  search.run("teapot");
  assert.deepEqual(shown(), ["a"]);
  await site.at("/search?q=teapot").answer(page([]));
  assert.deepEqual([shown(), search.state.next], [[], null]);
});

test("older results are requested once", async () => {
  const { site, search, shown } = searching();
  search.run("tea");
  await site.at("/search?q=tea").answer(page(["a"], "-5"));
  search.more();
  search.more();
  assert.equal(site.open.length, 1);
  await site.at("/search?q=tea&before=-5").answer(page(["b"]));
  await search.more();
  assert.deepEqual(shown(), ["a", "b"]);
  assert.equal(site.open.length, 0);
});

test("a failed search can be retried", async () => {
  const { site, search, shown } = searching();
  search.run("tea");
  await site.at("/search?q=tea").fail();
  assert.deepEqual([search.state.error !== null, search.state.text, shown()], [true, "tea", []]);
  search.retry();
  await site.at("/search?q=tea").answer(page(["a"], "5"));
  assert.deepEqual([search.state.error, shown()], [null, ["a"]]);
  search.more();
  await site.at("/search?q=tea&before=5").fail();
  assert.deepEqual([search.state.error !== null, shown()], [true, ["a"]]);
  search.retry();
  await site.at("/search?q=tea&before=5").answer(page(["b"]));
  assert.deepEqual(shown(), ["a", "b"]);
});

test("an empty text ends the search", async () => {
  const { site, search, shown } = searching();
  search.run("tea");
  search.run(" ");
  await site.at("/search?q=tea").answer(page(["a"]));
  assert.deepEqual([shown(), search.state.text, search.state.loading], [[], "", false]);
});

const TOO_OFTEN = { error: { code: "rate_limited", message: "no", retryAfterMs: 200 } };

test("a rate-limited search continues when the server allows it", async () => {
  const { site, clock, search, shown } = searching();
  search.run("tea");
  await site.at("/search?q=tea").answer(TOO_OFTEN, 429);
  assert.deepEqual([search.state.loading, search.state.error, site.open.length], [true, null, 0]);
  clock.advance(200);
  await site.at("/search?q=tea").answer(page(["a"]));
  assert.deepEqual([shown(), search.state.loading], [["a"], false]);
});

test("a rate-limited search is dropped when there is another one", async () => {
  const { site, clock, search } = searching();
  search.run("tea");
  await site.at("/search?q=tea").answer(TOO_OFTEN, 429);
  search.run("");
  clock.advance(200);
  await settle();
  assert.equal(site.open.length, 0);
});
