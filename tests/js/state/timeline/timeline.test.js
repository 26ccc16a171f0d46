import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MOST_MESSAGES, Timeline } from "../../../../static/js/state/timeline/timeline.js";
import { grace, li, me, message, pending } from "../../support/cast.js";
import { FakeClock } from "../../support/clock.js";

/** @typedef {import("../../../../static/js/types.js").Message} Message */

function timelineOf(roomId = 7) {
  const clock = new FakeClock();
  /** @type {number[]} */
  const syncs = [];
  const timeline = new Timeline({
    roomId,
    userId: me.id,
    timeZone: "UTC",
    requestSync: (rev) => syncs.push(rev),
    clock,
  });
  return { clock, syncs, timeline };
}

/** A timeline with messages 11 to 13 of 13, at rev 13. */
function loaded({ atEnd = true } = {}) {
  const all = timelineOf();
  const messages = [11, 12, 13].map((seq) => message({ seq }));
  all.timeline.applyHistory({ messages, rev: 13, atStart: false, atEnd });
  return all;
}

/** @param {Timeline} timeline */
const contents = (timeline) => timeline.messages.map(({ content }) => content);
/** @param {Timeline} timeline */
const seqs = (timeline) => timeline.messages.map(({ seq }) => seq);
/** @param {Timeline} timeline */
const pendingShown = (timeline) =>
  timeline.rows().flatMap((row) => (row.kind === "pending" ? [`${row.key} ${row.pending.state}`] : []));

describe("events", () => {
  test("the next change is applied, and a known one ignored", () => {
    const { timeline } = loaded();
    assert.equal(timeline.apply(message({ seq: 14 })), "applied");
    assert.equal(timeline.apply(message({ seq: 14 })), "ignored");
    assert.equal(timeline.apply(message({ seq: 12, rev: 15, content: "edited" })), "applied");
    assert.deepEqual(contents(timeline), ["text 11", "edited", "text 13", "text 14"]);
    assert.equal(timeline.rev, 15);
  });

  test("an early change waits for the ones before it", () => {
    const { timeline } = loaded();
    assert.equal(timeline.apply(message({ seq: 15 })), "gap");
    assert.deepEqual(seqs(timeline), [11, 12, 13]);
    timeline.apply(message({ seq: 14 }));
    assert.deepEqual(seqs(timeline), [11, 12, 13, 14, 15]);
  });

  test("a lasting gap causes a sync, and the answer closes it", () => {
    const { clock, syncs, timeline } = loaded();
    timeline.apply(message({ seq: 15 }));
    clock.advance(300);
    assert.deepEqual(syncs, [13]);
    timeline.applySync({ messages: [message({ seq: 14 })], rev: 15, more: false, reset: false });
    assert.deepEqual([seqs(timeline).at(-1), timeline.rev], [14, 15]);
  });

  test("changes before the first page are applied after it", () => {
    const { timeline } = timelineOf();
    assert.equal(timeline.apply(message({ seq: 2 })), "gap");
    timeline.apply(message({ seq: 1, rev: 3, content: "edited" }));
    timeline.applyHistory({ messages: [message({ seq: 1 })], rev: 1, atStart: true, atEnd: true });
    assert.deepEqual([contents(timeline), timeline.rev], [["edited", "text 2"], 3]);
  });

  test("a listener is called for every change, and only then", () => {
    const { timeline } = loaded();
    /** @type {boolean[]} */
    const heard = [];
    timeline.on("change", ({ reset }) => heard.push(reset));
    timeline.apply(message({ seq: 14 }));
    timeline.apply(message({ seq: 14 }));
    timeline.apply(message({ seq: 16 }));
    assert.deepEqual(heard, [false]);
  });
});

describe("a window that does not reach the end", () => {
  test("counts a new message but does not show it", () => {
    const { timeline } = loaded({ atEnd: false });
    assert.equal(timeline.apply(message({ seq: 14 })), "applied");
    assert.deepEqual([seqs(timeline), timeline.rev], [[11, 12, 13], 14]);
  });

  test("takes only the rev of a change outside of it", () => {
    const { timeline } = loaded({ atEnd: false });
    timeline.apply(message({ seq: 3, rev: 14 }));
    assert.deepEqual([seqs(timeline), timeline.rev], [[11, 12, 13], 14]);
  });

  test("does not show pending rows, because they belong at the end", () => {
    const { timeline } = loaded({ atEnd: false });
    timeline.setPending([pending("p")]);
    assert.deepEqual(pendingShown(timeline), []);
    timeline.applyHistory({ messages: [], rev: 13, atStart: false, atEnd: true }, "newer");
    assert.deepEqual(pendingShown(timeline), ["p pending"]);
  });
});

describe("pages", () => {
  test("extend the window on both sides", () => {
    const { timeline } = loaded({ atEnd: false });
    timeline.applyHistory({ messages: [message({ seq: 10 })], rev: 13, atStart: true, atEnd: false }, "older");
    timeline.applyHistory({ messages: [message({ seq: 14 })], rev: 14, atStart: false, atEnd: true }, "newer");
    assert.deepEqual([seqs(timeline), timeline.atStart, timeline.atEnd], [[10, 11, 12, 13, 14], true, true]);
  });

  test("beyond the limit drop messages at the other end", () => {
    const { timeline } = timelineOf();
    const page = (/** @type {number} */ from, /** @type {number} */ count) => ({
      messages: Array.from({ length: count }, (_, index) => message({ seq: from + index })),
      rev: 9_000,
      atStart: false,
    });
    timeline.applyHistory({ ...page(5_001, MOST_MESSAGES), atEnd: true });
    const { generation } = timeline;
    timeline.applyHistory({ ...page(4_951, 50), atEnd: false }, "older");
    assert.deepEqual([seqs(timeline)[0], timeline.messages.length, timeline.atEnd], [4_951, MOST_MESSAGES, false]);
    assert.notEqual(timeline.generation, generation);
    timeline.apply(message({ seq: 9_001, rev: 9_001 }));
    assert.equal(timeline.at(9_001), undefined);
    timeline.applyHistory({ ...page(4_951 + MOST_MESSAGES, 60), rev: 9_001, atEnd: false }, "newer");
    assert.deepEqual([seqs(timeline)[0], timeline.messages.length, timeline.atStart], [5_011, MOST_MESSAGES, false]);
  });

  test("with newer states are not undone by later events", () => {
    const { timeline } = loaded();
    const edited = message({ seq: 10, rev: 15, content: "second edit" });
    timeline.applyHistory({ messages: [edited], rev: 15, atStart: true, atEnd: false }, "older");
    timeline.apply(message({ seq: 10, rev: 14, content: "first edit" }));
    timeline.apply(edited);
    assert.deepEqual([timeline.at(10)?.content, timeline.rev], ["second edit", 15]);
  });

  test("from before a change are completed by a sync", () => {
    const { syncs, timeline } = loaded();
    timeline.apply(message({ seq: 10, rev: 14, content: "edited" }));
    timeline.applyHistory({ messages: [message({ seq: 10 })], rev: 13, atStart: true, atEnd: false }, "older");
    assert.deepEqual(syncs, [13]);
    timeline.applySync(
      { messages: [message({ seq: 10, rev: 14, content: "edited" })], rev: 14, more: false, reset: false },
      13,
    );
    assert.equal(timeline.at(10)?.content, "edited");
  });

  test("that replace the window are completed too", () => {
    const { clock, syncs, timeline } = loaded();
    timeline.apply(message({ seq: 12, rev: 14, content: "edited" }));
    timeline.applyHistory({ messages: [message({ seq: 12 })], rev: 13, atStart: false, atEnd: false });
    clock.advance(300);
    assert.deepEqual(syncs, [13]);
  });
});

describe("sync", () => {
  test("brings the state of changed messages anywhere in the window", () => {
    const { timeline } = loaded();
    const messages = [
      message({ seq: 14 }),
      message({ seq: 5, rev: 15 }),
      message({ seq: 11, rev: 16, content: "edited" }),
    ];
    timeline.applySync({ messages, rev: 16, more: false, reset: false });
    assert.deepEqual([contents(timeline), timeline.rev], [["edited", "text 12", "text 13", "text 14"], 16]);
  });

  test("of several pages keeps the order, even if an early message comes late", () => {
    const { timeline } = loaded();
    timeline.applySync({ messages: [message({ seq: 15 })], rev: 15, more: true, reset: false });
    timeline.applySync({ messages: [message({ seq: 14, rev: 16 })], rev: 16, more: false, reset: false });
    assert.deepEqual(seqs(timeline), [11, 12, 13, 14, 15]);
  });

  test("from too far behind starts again with the newest page", () => {
    const { timeline } = loaded({ atEnd: false });
    /** @type {boolean[]} */
    const resets = [];
    timeline.on("change", ({ reset }) => resets.push(reset));
    const messages = [message({ seq: 9_001, rev: 9_500 }), message({ seq: 9_000, rev: 9_400 })];
    timeline.applySync({ messages, rev: 9_500, more: false, reset: true });
    assert.deepEqual(
      [seqs(timeline), timeline.atStart, timeline.atEnd, timeline.rev],
      [[9_000, 9_001], false, true, 9_500],
    );
    assert.deepEqual(resets, [true]);
  });

  test("from a later rev does not hide the changes before it", () => {
    const { clock, syncs, timeline } = loaded();
    timeline.apply(message({ seq: 12, rev: 14, content: "edited" }));
    timeline.applyHistory({ messages: [message({ seq: 12 })], rev: 13, atStart: false, atEnd: true });
    timeline.applySync({ messages: [message({ seq: 14, rev: 15 })], rev: 15, more: false, reset: false }, 14);
    assert.equal(timeline.rev, 13);
    clock.advance(300);
    assert.deepEqual(syncs, [13]);
  });
});

describe("the user's own messages", () => {
  test("follow the others as pending rows, until the message replaces them", () => {
    const { timeline } = loaded();
    timeline.setPending([pending("p"), pending("q")]);
    assert.deepEqual(pendingShown(timeline), ["p pending", "q pending"]);
    timeline.apply(message({ seq: 14, author: me, clientId: "p" }));
    assert.deepEqual(pendingShown(timeline), ["q pending"]);
  });

  test("stay after the ack until the message arrives or a sync brings it", () => {
    const { clock, syncs, timeline } = loaded();
    timeline.acknowledge(pending("p"), { rev: 14 });
    assert.deepEqual(pendingShown(timeline), ["p sent"]);
    clock.advance(300);
    assert.deepEqual(syncs, [13]);
    const own = message({ seq: 14, author: me, clientId: "p" });
    timeline.applySync({ messages: [own], rev: 14, more: false, reset: false });
    assert.deepEqual([pendingShown(timeline), seqs(timeline).at(-1)], [[], 14]);
  });

  test("acked after their message leave no row", () => {
    const { timeline } = loaded();
    timeline.apply(message({ seq: 14, author: me, clientId: "p" }));
    timeline.acknowledge(pending("p"), { rev: 14 });
    assert.deepEqual(pendingShown(timeline), []);
  });

  test("include the last one that can be edited", () => {
    const { timeline } = loaded();
    assert.equal(timeline.lastOwn(), undefined);
    timeline.apply(message({ seq: 14, author: me }));
    timeline.apply(message({ seq: 15, author: me, deletedAt: "2026-03-02T10:00:00.000Z" }));
    timeline.apply(message({ seq: 16, author: me, kind: "system" }));
    timeline.apply(message({ seq: 17, author: li }));
    assert.equal(timeline.lastOwn()?.seq, 14);
  });
});

test("a reset drops everything, and the next page starts again", () => {
  const { clock, timeline } = loaded();
  timeline.apply(message({ seq: 20 }));
  timeline.acknowledge(pending("p"), { rev: 21 });
  timeline.reset();
  assert.deepEqual(
    [timeline.loaded, timeline.rev, seqs(timeline), pendingShown(timeline), clock.waiting],
    [false, 0, [], [], 0],
  );
  timeline.applyHistory({ messages: [message({ seq: 1 })], rev: 1, atStart: true, atEnd: true });
  assert.deepEqual([seqs(timeline), timeline.rev], [[1], 1]);
  clock.advance(1_000);
});

/** A room on a server: every change has the next rev; it answers as the real one does. */
class FakeRoom {
  /** @type {Message[]} by seq, each in its state of now */
  messages = [];
  rev = 0;

  /** @param {() => number} random @returns {Message} the event */
  change(random) {
    this.rev += 1;
    const { rev } = this;
    const known = this.messages[Math.floor(random() * this.messages.length)];
    const fresh = !known || random() < 0.5;
    const event = fresh
      ? message({ seq: this.messages.length + 1, rev, author: random() < 0.3 ? me : grace })
      : {
          ...known,
          rev,
          content: `${known.seq} at ${rev}`,
          deletedAt: random() < 0.1 ? "2026-03-02T10:00:00.000Z" : null,
        };
    this.messages[event.seq - 1] = event;
    return event;
  }

  /** @param {number} since @param {number} limit */
  sync(since, limit) {
    const changed = this.messages.filter(({ rev }) => rev > since).sort((one, other) => one.rev - other.rev);
    const messages = changed.slice(0, limit);
    const more = changed.length > limit;
    return { messages, rev: more ? messages[limit - 1].rev : this.rev, more, reset: false };
  }

  /** @param {number} from @param {number} to */
  history(from, to) {
    const messages = this.messages.filter(({ seq }) => seq >= from && seq <= to);
    return { messages, rev: this.rev, atStart: from <= 1, atEnd: to >= this.messages.length };
  }
}

test("old pages and events in any order, followed by syncs, lead to the current state", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    let state = seed;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const room = new FakeRoom();
    for (let count = Math.floor(random() * 60); count > 0; count -= 1) room.change(random);
    const clock = new FakeClock();
    /** @type {number[]} */
    const wanted = [];
    const timeline = new Timeline({
      roomId: 7,
      userId: me.id,
      timeZone: "UTC",
      requestSync: (rev) => wanted.push(rev),
      clock,
    });
    /** @type {Message[]} */
    const onTheWay = [];
    /** @type {(() => void)[]} answers read by the server, not here yet */
    const answers = [];
    const somewhere = () => Math.max(1, room.messages.length - Math.floor(random() * 20));
    for (let step = 0; step < 120; step += 1) {
      const dice = random();
      if (dice < 0.35) {
        const event = room.change(random);
        if (random() < 0.85) onTheWay.push(event);
        if (random() < 0.1) onTheWay.push(event);
      } else if (dice < 0.65 && onTheWay.length > 0) {
        const index = random() < 0.8 ? 0 : Math.floor(random() * onTheWay.length);
        timeline.apply(onTheWay.splice(index, 1)[0]);
      } else if (dice < 0.7) {
        const page = room.history(somewhere(), random() < 0.6 ? room.messages.length : room.messages.length - 5);
        if (page.messages.length > 0) answers.push(() => timeline.applyHistory(page));
      } else if (dice < 0.78 && timeline.messages.length > 0) {
        const { generation } = timeline;
        const first = timeline.messages[0].seq;
        const page = room.history(first - 6, first - 1);
        const older = { ...page, atEnd: false };
        answers.push(() => generation === timeline.generation && timeline.applyHistory(older, "older"));
      } else if (dice < 0.86 && timeline.messages.length > 0 && !timeline.atEnd) {
        const { generation } = timeline;
        const last = timeline.messages[timeline.messages.length - 1].seq;
        const page = { ...room.history(last + 1, last + 6), atStart: false };
        answers.push(() => generation === timeline.generation && timeline.applyHistory(page, "newer"));
      } else if (dice < 0.92 && wanted.length > 0) {
        const since = /** @type {number} */ (wanted.shift());
        const page = room.sync(since, 7);
        answers.push(() => timeline.applySync(page, since));
      } else if (answers.length > 0) {
        answers.shift()?.();
      } else clock.advance(random() * 400);
    }
    // The line falls silent, and the page catches up as the store does after a welcome.
    for (const event of onTheWay) timeline.apply(event);
    for (const answer of answers) answer();
    if (!timeline.loaded) timeline.applyHistory(room.history(1, room.messages.length));
    timeline.expect(room.rev);
    for (let turn = 0; turn < 200 && (wanted.length > 0 || clock.waiting > 0); turn += 1) {
      const since = wanted.shift();
      if (since === undefined) clock.advance(300);
      else {
        const page = room.sync(since, 7);
        timeline.applySync(page, since);
        if (page.more) wanted.push(page.rev);
      }
    }
    assert.equal(timeline.rev, room.rev, `seed ${seed}`);
    const first = timeline.atStart ? 1 : timeline.messages[0].seq;
    const last = timeline.atEnd ? room.messages.length : timeline.messages[timeline.messages.length - 1].seq;
    assert.deepEqual(timeline.messages, room.history(first, last).messages, `seed ${seed}`);
  }
});
