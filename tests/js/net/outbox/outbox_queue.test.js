import assert from "node:assert/strict";
import { test } from "node:test";
import { OutboxQueue } from "../../../../static/js/net/outbox/outbox_queue.js";
import { pending } from "../../support/cast.js";
import { settle } from "../../support/clock.js";
import { FakeChannels, MapStorage } from "../../support/outbox.js";

/** Two tabs of one browser. */
function tabs() {
  const storage = new MapStorage();
  const channels = new FakeChannels();
  const tab = () => new OutboxQueue({ storage, channel: channels.end() });
  return { storage, one: tab(), other: tab() };
}

const ack = { messageId: 104, seq: 4, rev: 4, clientId: "a", duplicate: false };

test("stamps rise even if the clock stops or goes back, and over a reload", async () => {
  const { one, other } = tabs();
  const now = Date.parse("2026-03-02T09:00:00.000Z");
  const stamps = [now, now, now - 5_000].map((moment) => one.stamp(moment));
  assert.deepEqual(stamps, ["2026-03-02T09:00:00.000Z", "2026-03-02T09:00:00.001Z", "2026-03-02T09:00:00.002Z"]);
  await one.put(pending("a", { createdAt: stamps[2] }));
  await other.load();
  assert.equal(other.stamp(now), "2026-03-02T09:00:00.003Z");
});

test("the next message of a room is the first pending one", async () => {
  const { one } = tabs();
  const states = /** @type {const} */ (["failed", "sending", "pending", "pending"]);
  for (const [index, state] of states.entries()) await one.put(pending(`${index}`, { state }));
  assert.deepEqual([one.next(7)?.clientId, one.next(8)], ["2", undefined]);
});

test("a message of one tab shows in the other, which tries to send it", async () => {
  const { one, other } = tabs();
  /** @type {string[]} */
  const heard = [];
  other.on("change", ({ roomId }) => heard.push(`change ${roomId}`));
  other.on("put", ({ roomId }) => heard.push(`put ${roomId}`));
  await one.put(pending("a"));
  assert.deepEqual([heard, other.inRoom(7)], [["change 7", "put 7"], [pending("a")]]);
});

test("the state `sending` is neither stored nor sent to other tabs", async () => {
  const { storage, one, other } = tabs();
  await one.put(pending("a"));
  one.update("a", { state: "sending" });
  await settle();
  assert.deepEqual(
    [one, other].map((tab) => tab.get("a")?.state),
    ["sending", "pending"],
  );
  assert.equal(storage.kept.get("a")?.state, "pending");
});

test("another tab's news does not reset a message that this tab is sending", async () => {
  const { one, other } = tabs();
  await one.put(pending("a"));
  one.update("a", { state: "sending" });
  await other.put(pending("a"));
  assert.equal(one.get("a")?.state, "sending");
});

test("every tab learns of an ack before it drops the message", async () => {
  const { storage, one, other } = tabs();
  await one.put(pending("a"));
  /** @type {string[]} */
  const heard = [];
  for (const tab of [one, other]) {
    tab.on("acked", ({ ack: { seq } }) => heard.push(`acked ${seq}`));
    tab.on("change", () => heard.push("change"));
  }
  await one.remove("a", ack);
  assert.deepEqual([heard, storage.kept.size], [["acked 4", "change", "acked 4", "change"], 0]);
});

test("removing or changing an unknown message does nothing", async () => {
  const { storage, one } = tabs();
  let changes = 0;
  one.on("change", () => void changes++);
  await one.remove("a", ack);
  one.update("a", { state: "failed" });
  await settle();
  assert.deepEqual([changes, storage.kept.size], [0, 0]);
});

test("loading does not undo changes since the start of the page", async () => {
  const { storage, one } = tabs();
  await storage.put(pending("a"));
  one.put(pending("a", { state: "sending" }));
  await one.load();
  assert.equal(one.get("a")?.state, "sending");
});
