import assert from "node:assert/strict";
import { test } from "node:test";
import { AckTimeout, CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";
import { Requests } from "../../../../static/js/net/connection/requests.js";
import { FakeClock } from "../../support/clock.js";

function asking() {
  const clock = new FakeClock();
  const requests = new Requests({ clock });
  const ask = (size = 10) => {
    const id = requests.nextId();
    return { id, answer: requests.wait(id, { timeoutMs: 5_000, size }) };
  };
  return { clock, requests, ask };
}

test("no id is used twice", () => {
  const { requests } = asking();
  assert.equal(new Set(Array.from({ length: 100 }, () => requests.nextId())).size, 100);
});

test("an ack answers the command of its id with its data", async () => {
  const { clock, requests, ask } = asking();
  const [one, other] = [ask(), ask()];
  requests.answer({ type: "ack", id: other.id, data: { success: true, rev: 2 } });
  requests.answer({ type: "ack", id: one.id, data: { success: true, rev: 1 } });
  assert.equal((await one.answer).rev, 1);
  assert.equal((await other.answer).rev, 2);
  assert.equal(clock.waiting, 0);
});

test("a refusal rejects with its code, message, wait and fields", async () => {
  const { requests, ask } = asking();
  const { id, answer } = ask();
  const error = { code: "invalid", message: "No", retryAfterMs: 70, fields: { content: "empty" } };
  requests.answer({ type: "ack", id, data: { success: false, error } });
  await assert.rejects(answer, (caught) => caught instanceof CommandError && caught.fields?.content === "empty");
});

test("a timeout rejects, and a late answer is ignored", async () => {
  const { clock, requests, ask } = asking();
  const { id, answer } = ask();
  clock.advance(5_000);
  requests.answer({ type: "ack", id, data: { success: true } });
  await assert.rejects(answer, (caught) => caught instanceof AckTimeout);
});

test("a lost connection rejects all waiting commands", async () => {
  const { clock, requests, ask } = asking();
  const answers = [ask(), ask()].map(({ answer }) => answer);
  requests.loseAll();
  for (const answer of answers) await assert.rejects(answer, (caught) => caught instanceof ConnectionLost);
  assert.equal(clock.waiting, 0);
});

test("a close because of a large frame refuses the largest", async () => {
  const { requests, ask } = asking();
  const [small, large] = [ask(10), ask(60_000)];
  requests.refuseLargest();
  requests.loseAll();
  await assert.rejects(large.answer, { code: "too_large" });
  await assert.rejects(small.answer, (caught) => caught instanceof ConnectionLost);
});
