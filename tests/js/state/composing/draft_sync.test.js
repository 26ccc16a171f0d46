import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { DraftSync } from "../../../../static/js/state/composing/draft_sync.js";
import { Drafts } from "../../../../static/js/state/composing/drafts.js";
import { FakeClock, settle } from "../../support/clock.js";

/** @typedef {{roomId: number, content: string, updatedAt: string}} Stored */
/** @typedef {{content: string, store: () => Stored, answer: (draft?: Stored) => Promise<void>, fail: () => Promise<void>}} HeldSave */

/** The server's drafts. @type {Map<number, Stored>} */
let stored;
let version = 0;
/** @type {boolean} */
let reachable;

beforeEach(() => {
  stored = new Map();
  reachable = true;
});

/** @param {number} roomId @param {string} content @returns {Stored} what the server answers and announces */
function store(roomId, content) {
  version += 1;
  const draft = { roomId, content, updatedAt: new Date(Date.parse("2026-03-02T09:00:00Z") + version).toISOString() };
  if (content) stored.set(roomId, draft);
  else stored.delete(roomId);
  return draft;
}

/** @param {import("../../../../static/js/state/composing/drafts.js").DraftStorage | null} [storage] of the browser */
function device(storage = null) {
  const clock = new FakeClock();
  const drafts = new Drafts({ userId: 1, storage });
  const sync = new DraftSync({
    drafts,
    clock,
    roomIds: () => [7, 8],
    save: async (roomId, { content }) => {
      if (!reachable) throw new Error("offline");
      return store(roomId, content);
    },
    load: async () => ({ drafts: [...stored.values()] }),
  });
  const type = (/** @type {string} */ text) => {
    drafts.set(7, text);
    clock.advance(800);
  };
  return { clock, drafts, sync, type };
}

/** A device whose saves wait until the test answers them. */
function slowDevice() {
  const it = device();
  /** @type {HeldSave[]} */
  const saves = [];
  it.sync.save = (roomId, { content }) =>
    new Promise((resolve, reject) => {
      const answer = (draft = store(roomId, content)) => {
        resolve(draft);
        return settle();
      };
      const fail = () => {
        reject(new Error("offline"));
        return settle();
      };
      saves.push({ content, store: () => store(roomId, content), answer, fail });
    });
  return { ...it, saves };
}

test("typed text is saved once, when the typing rests", async () => {
  const { clock, drafts, sync } = device();
  drafts.set(7, "ha");
  clock.advance(500);
  drafts.set(7, "half");
  clock.advance(700);
  assert.equal(stored.get(7), undefined);
  clock.advance(200);
  await settle();
  assert.deepEqual([stored.get(7)?.content, sync.server.needsSaving(7)], ["half", false]);
});

test("another device gets the draft, and a draft that is sent there disappears here", async () => {
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

test("text typed without a connection is never lost to another device's text", async () => {
  const [here, there] = [device(), device()];
  reachable = false;
  here.drafts.set(7, "typed in the train");
  await here.sync.push(7);
  reachable = true;
  there.drafts.set(7, "typed at the desk");
  await there.sync.push(7);
  await here.sync.resume();
  await settle();
  assert.equal(here.drafts.get(7), "typed at the desk\n\ntyped in the train");
  assert.equal(stored.get(7)?.content, here.drafts.get(7));
});

describe("while a save is on its way", () => {
  test("the next save waits for its answer and takes the newest text", async () => {
    const { saves, type } = slowDevice();
    type("one");
    await settle();
    type("two");
    type("three");
    await settle();
    assert.deepEqual(
      saves.map(({ content }) => content),
      ["one"],
    );
    await saves[0].answer();
    await saves[1].answer();
    assert.deepEqual([saves.length, stored.get(7)?.content], [2, "three"]);
  });

  test("its echo does not bring the old text back", async () => {
    const { drafts, sync, saves, type } = slowDevice();
    type("hello");
    await settle();
    type("goodbye");
    const echo = saves[0].store();
    sync.receive(echo);
    assert.equal(drafts.get(7), "goodbye");
    await saves[0].answer(echo);
    sync.receive(echo);
    await saves[1].answer();
    assert.deepEqual(
      [drafts.get(7), stored.get(7)?.content, sync.server.needsSaving(7)],
      ["goodbye", "goodbye", false],
    );
  });

  test("a cleared draft is cleared on the server after it", async () => {
    const { drafts, sync, saves, type } = slowDevice();
    type("hello");
    await settle();
    type("");
    sync.receive(saves[0].store());
    await saves[0].answer();
    await saves[1].answer();
    assert.deepEqual([drafts.get(7), stored.get(7), sync.server.needsSaving(7)], ["", undefined, false]);
  });

  test("the list of drafts is asked for after it", async () => {
    const { drafts, sync, saves, type } = slowDevice();
    type("hello");
    await settle();
    const resumed = sync.resume();
    await saves[0].answer();
    await resumed;
    assert.equal(drafts.get(7), "hello");
  });
});

test("an event that is older than a later save changes nothing", async () => {
  const { drafts, sync, type } = device();
  type("hello");
  await settle();
  const echo = /** @type {Stored} */ (stored.get(7));
  type("");
  await settle();
  sync.receive(echo);
  assert.deepEqual([drafts.get(7), sync.server.needsSaving(7)], ["", false]);
});

test("a draft that was cleared after a save without an answer is cleared on the server too", async () => {
  const { saves, type, sync } = slowDevice();
  type("hello");
  await settle();
  saves[0].store();
  await saves[0].fail();
  type("");
  await settle();
  await saves[1].answer();
  assert.deepEqual([stored.get(7), sync.server.needsSaving(7)], [undefined, false]);
});

test("another tab of the browser does not take the echo of a save for another device's text", async () => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => void kept.set(key, text),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
  const [here, there] = [device(storage), device(storage)];
  here.sync.save = () => new Promise(() => {});
  here.type("hello");
  await settle();
  here.drafts.set(7, "hel");
  there.sync.receive(store(7, "hello"));
  assert.equal(here.drafts.get(7), "hel");
});

test("an event is not undone by a list of drafts that was read before it", async () => {
  const { drafts, sync } = device();
  /** @type {(answer: {drafts: Stored[]}) => void} */
  let answer = () => {};
  sync.load = () => new Promise((resolve) => (answer = resolve));
  const resumed = sync.resume();
  await settle();
  sync.receive(store(7, "from the phone"));
  answer({ drafts: [] });
  await resumed;
  assert.equal(drafts.get(7), "from the phone");
});
