import assert from "node:assert/strict";
import { test } from "node:test";
import { TypingSender } from "../../../../static/js/state/people/typing_sender.js";
import { FakeClock } from "../../support/clock.js";

function sender() {
  const clock = new FakeClock();
  /** @type {string[]} */
  const sent = [];
  const typing = new TypingSender({ clock, send: (type, { roomId }) => sent.push(`${type} ${roomId}`) });
  return { clock, sent, typing };
}

test("a start is sent at most every two seconds", () => {
  const { clock, sent, typing } = sender();
  for (let key = 0; key < 21; key += 1) {
    typing.typed(7);
    clock.advance(100);
  }
  assert.deepEqual(sent, ["typing:start 7", "typing:start 7"]);
});

test("four seconds without a key send a stop", () => {
  const { clock, sent, typing } = sender();
  typing.typed(7);
  clock.advance(3_999);
  assert.equal(sent.length, 1);
  clock.advance(1);
  assert.deepEqual(sent, ["typing:start 7", "typing:stop 7"]);
});

test("a stop is sent once, and only after a start", () => {
  const { clock, sent, typing } = sender();
  typing.stop();
  typing.typed(7);
  typing.stop();
  typing.stop();
  assert.deepEqual([sent, clock.waiting], [["typing:start 7", "typing:stop 7"], 0]);
});

test("typing in another room ends it in the first", () => {
  const { sent, typing } = sender();
  typing.typed(7);
  typing.typed(8);
  assert.deepEqual(sent, ["typing:start 7", "typing:stop 7", "typing:start 8"]);
});
