import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AckTimeout, CommandError } from "../../../../static/js/net/api/errors.js";
import { Presence } from "../../../../static/js/state/people/presence.js";
import { nearest, Watching } from "../../../../static/js/state/people/watching.js";
import { FakeClock, settle } from "../../support/clock.js";
import { FakeWire } from "../../support/wire.js";

const PEER = 50;
const status = (/** @type {number} */ userId, /** @type {"online" | "away" | "offline"} */ status = "online") => ({
  userId,
  status,
  lastSeenAt: null,
});

/** @param {(watch: any) => any} [answer] of the server; everyone is online by default */
function watchingScreen(
  answer = ({ userIds }) => ({ people: userIds.map((/** @type {number} */ id) => status(id)), online: 4 }),
) {
  const clock = new FakeClock();
  const wire = new FakeWire();
  const presence = new Presence();
  /** @type {[number, number][]} */
  const counts = [];
  const screen = { userIds: [1, 2], roomId: /** @type {number | null} */ (7) };
  let looks = 0;
  wire.answers.watch = answer;
  wire.on("event", ({ data }) =>
    presence.apply(/** @type {import("../../../../static/js/types.js").PresenceEvent} */ (data)),
  );
  const watching = new Watching({
    connection: wire,
    presence,
    look: () => {
      looks += 1;
      return { ...screen };
    },
    isPeer: (userId) => userId === PEER,
    setOnline: (...count) => counts.push(count),
    clock,
  });
  /** @param {Partial<typeof screen>} change */
  const shows = async (change, ms = 50) => {
    Object.assign(screen, change);
    watching.changed();
    clock.advance(ms);
    await settle();
  };
  const known = (/** @type {number[]} */ ...ids) => ids.map((id) => presence.get(id)?.status);
  return { clock, wire, presence, counts, watching, shows, known, looks: () => looks };
}

describe("a watch", () => {
  test("names the people and the room on the screen, and its answer is applied", async () => {
    const { wire, counts, shows, known, watching } = watchingScreen();
    await shows({ userIds: [2, 1, 2] });
    assert.deepEqual(wire.sentOf("watch"), [{ userIds: [1, 2], roomId: 7 }]);
    assert.deepEqual(
      [known(1, 2, 3), counts, watching.knowsOnline(7)],
      [["online", "online", undefined], [[7, 4]], true],
    );
  });

  test("is sent only when the set has changed", async () => {
    const { wire, shows } = watchingScreen();
    await shows({});
    await shows({ userIds: [2, 1] }, 1_000);
    assert.equal(wire.sentOf("watch").length, 1);
    await shows({ roomId: null }, 1_000);
    assert.deepEqual(wire.sentOf("watch").at(-1), { userIds: [1, 2], roomId: null });
  });

  test("is repeated when somebody on the screen, or the user, joins a room: they may share it now", async () => {
    const { wire, watching, clock, shows, known } = watchingScreen();
    await shows({});
    wire.says("presence", status(2, "offline"));
    for (const [userId, isMe] of /** @type {[number, boolean][]} */ ([
      [2, false],
      [9, true],
      [9, false],
    ])) {
      watching.joined(userId, isMe);
      clock.advance(1_000);
      await settle();
    }
    assert.deepEqual(wire.sentOf("watch"), Array(3).fill({ userIds: [1, 2], roomId: 7 }));
    assert.deepEqual(known(2), ["online"]);
  });

  test("is sent at most twice a second, and the last one is always sent", async () => {
    const { wire, shows } = watchingScreen();
    for (let id = 1; id <= 100; id += 1) await shows({ userIds: [id] }, 10);
    assert.equal(wire.sentOf("watch").length, 2);
    await shows({}, 500);
    assert.deepEqual(wire.sentOf("watch").at(-1).userIds, [100]);
  });

  test("costs at most two looks at the screen in a second, and none while nothing changes", async () => {
    const { clock, shows, looks } = watchingScreen();
    for (let time = 0; time < 1_000; time += 10) await shows({}, 10);
    assert.equal(looks(), 2);
    clock.advance(10_000);
    assert.deepEqual([looks(), clock.waiting], [3, 0]);
  });

  test("waits for the answer of the one before", async () => {
    /** @type {(answer: any) => void} */
    let answer = () => {};
    const { clock, wire, shows, known } = watchingScreen(() => new Promise((resolve) => (answer = resolve)));
    await shows({});
    await shows({ userIds: [2, 3] }, 1_000);
    assert.equal(wire.sentOf("watch").length, 1);
    answer({ people: [status(1), status(2)], online: 4 });
    await settle();
    clock.advance(50);
    await settle();
    assert.deepEqual(wire.sentOf("watch").at(-1).userIds, [2, 3]);
    assert.deepEqual(known(1, 2, 3), [undefined, "online", undefined]);
  });
});

describe("people who are not watched", () => {
  test("are unknown as soon as they leave the screen, and events about them are ignored", async () => {
    const { wire, shows, known } = watchingScreen();
    await shows({});
    await shows({ userIds: [2] }, 1_000);
    wire.says("presence", status(1));
    assert.deepEqual(known(1, 2), [undefined, "online"]);
  });

  test("are known all the same if they are direct peers", async () => {
    const { wire, shows, known } = watchingScreen();
    wire.says("presence", status(PEER));
    await shows({});
    wire.says("presence", status(PEER, "away"));
    assert.deepEqual(known(PEER), ["away"]);
  });

  test("are forgotten at the beginning", () => {
    const { presence, wire } = watchingScreen();
    presence.follows = () => true;
    presence.apply(status(8), status(PEER));
    new Watching({
      connection: wire,
      presence,
      look: () => ({ userIds: [], roomId: null }),
      isPeer: (userId) => userId === PEER,
      setOnline: () => {},
      clock: new FakeClock(),
    });
    assert.deepEqual([presence.get(8), presence.get(PEER)?.status], [undefined, "online"]);
  });
});

describe("a welcome", () => {
  test("is followed by the watch immediately, though the set is the same", async () => {
    const { wire, presence, shows, known, watching } = watchingScreen();
    await shows({});
    wire.loses();
    presence.replaceAll([]);
    wire.welcomes();
    watching.restart();
    assert.deepEqual([wire.sentOf("watch").length, known(1), watching.knowsOnline(7)], [2, [undefined], false]);
    await settle();
    assert.deepEqual([known(1), watching.knowsOnline(7)], [["online"], true]);
  });

  test("makes the answer of an earlier connection worthless", async () => {
    /** @type {((answer: any) => void)[]} */
    const answers = [];
    const { shows, known, watching } = watchingScreen(() => new Promise((resolve) => answers.push(resolve)));
    await shows({});
    watching.restart();
    await settle();
    answers[0]({ people: [status(1)], online: 4 });
    await settle();
    assert.deepEqual(known(1), [undefined]);
    answers[1]({ people: [status(1, "away")], online: 4 });
    await settle();
    assert.deepEqual(known(1), ["away"]);
  });

  test("is awaited while there is no connection", async () => {
    const { wire, shows } = watchingScreen();
    wire.online = false;
    await shows({}, 10_000);
    assert.deepEqual(wire.sentOf("watch"), []);
  });
});

describe("a refused watch", () => {
  /** @param {any} error */
  const refusing = (error) =>
    watchingScreen(() => {
      throw error;
    });

  test("is not repeated on this connection if the server does not know the command", async () => {
    const { clock, wire, shows, known, watching } = refusing(new CommandError({ code: "unknown_type", message: "" }));
    await shows({});
    await shows({ userIds: [3] }, 60_000);
    assert.deepEqual([wire.sentOf("watch").length, known(1), watching.knowsOnline(7)], [1, [undefined], true]);
    watching.restart();
    assert.deepEqual([wire.sentOf("watch").length, clock.waiting], [2, 1]);
  });

  test("is tried again after a while", async () => {
    const { wire, shows } = refusing(new AckTimeout());
    await shows({});
    await shows({ userIds: [3] }, 4_999);
    assert.equal(wire.sentOf("watch").length, 1);
    await shows({}, 1);
    assert.deepEqual(wire.sentOf("watch").at(-1).userIds, [3]);
  });

  test("is tried again when the server says", async () => {
    const { wire, shows } = refusing(new CommandError({ code: "rate_limited", message: "", retryAfterMs: 2_000 }));
    await shows({});
    await shows({}, 2_000);
    assert.equal(wire.sentOf("watch").length, 2);
  });
});

test("an answer without people, as over a long-poll, leaves them unknown until events come", async () => {
  const { wire, counts, shows, known } = watchingScreen(() => ({}));
  await shows({});
  assert.deepEqual([known(1), counts], [[undefined], []]);
  wire.says("presence", status(1));
  assert.deepEqual(known(1), ["online"]);
});

describe("the nearest people", () => {
  const place = (/** @type {number} */ userId, /** @type {number} */ distance) => ({
    userId,
    distance: () => distance,
  });
  const unmeasured = (/** @type {number} */ userId) => ({ userId, distance: () => Number.NaN });

  test("are all people, once each, if they are few enough", () => {
    assert.deepEqual(nearest([unmeasured(1), unmeasured(2), unmeasured(1)], 2), [1, 2]);
  });

  test("are chosen by the nearest of their rows", () => {
    assert.deepEqual(nearest([place(1, 90), place(2, 30), place(3, 60), place(1, 0)], 2), [1, 2]);
  });
});
