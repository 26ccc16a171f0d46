import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { DraftSync } from "../../../../static/js/state/composing/draft_sync.js";
import { Drafts } from "../../../../static/js/state/composing/drafts.js";
import { FakeClock, settle } from "../../support/clock.js";

/** A server's drafts. @type {Map<number, string>} */
let kept;
/** @type {boolean} */
let reachable;

beforeEach(() => {
  kept = new Map();
  reachable = true;
});

function device() {
  const clock = new FakeClock();
  const drafts = new Drafts({ userId: 1, storage: null });
  const sync = new DraftSync({
    drafts,
    clock,
    roomIds: () => [7, 8],
    save: async (roomId, content) => {
      if (!reachable) throw new Error("offline");
      if (content) kept.set(roomId, content);
      else kept.delete(roomId);
    },
    load: async () => ({ drafts: [...kept].map(([roomId, content]) => ({ roomId, content })) }),
  });
  return { clock, drafts, sync };
}

test("what is typed is saved once, when typing rests", async () => {
  const { clock, drafts } = device();
  drafts.set(7, "ha");
  clock.advance(500);
  drafts.set(7, "half");
  clock.advance(700);
  assert.equal(kept.get(7), undefined);
  clock.advance(200);
  await settle();
  assert.deepEqual([kept.get(7), drafts.isChanged(7)], ["half", false]);
});

test("another device takes it over, and what is sent there is gone here", async () => {
  const [here, there] = [device(), device()];
  here.drafts.set(7, "half a");
  await here.sync.push(7);
  await there.sync.resume();
  assert.equal(there.drafts.get(7), "half a");
  there.drafts.clear(7);
  await there.sync.push(7);
  await here.sync.resume();
  assert.equal(here.drafts.get(7), "");
});

test("text typed without a connection is never lost to another device's", async () => {
  const [here, there] = [device(), device()];
  reachable = false;
  here.drafts.set(7, "typed in the train");
  await here.sync.push(7);
  reachable = true;
  there.drafts.set(7, "typed at the desk");
  await there.sync.push(7);
  await here.sync.resume();
  assert.equal(here.drafts.get(7), "typed at the desk\n\ntyped in the train");
  assert.equal(kept.get(7), here.drafts.get(7));
});

test("the echo of what was saved does not take back what was typed since", () => {
  const { drafts } = device();
  drafts.set(7, "hello");
  drafts.sending(7);
  drafts.set(7, "hel");
  drafts.take({ roomId: 7, content: "hello" });
  drafts.saved(7, "hello");
  assert.deepEqual([drafts.get(7), drafts.isChanged(7)], ["hel", true]);
});
