import assert from "node:assert/strict";
import { test } from "node:test";
import { Threads } from "../../../../static/js/state/messages/threads.js";
import { message } from "../../support/cast.js";

const root = message({ seq: 1 });
const state = { rootId: root.id, roomId: 7, following: true, readSeq: 0, lastSeq: 0 };
/** @param {number} seq @param {object} [more] */
const reply = (seq, more = {}) => message({ seq, threadId: root.id, inRoom: false, ...more });
/** @param {Threads} threads */
const texts = (threads) => threads.replies.map(({ content }) => content);

function opened() {
  const threads = new Threads();
  threads.open(root);
  return threads;
}

test("pages and events may come in any order", () => {
  const threads = opened();
  threads.take(reply(4));
  threads.applyPage({ root, replies: [reply(2), reply(3)], atStart: true, state });
  threads.take(reply(3, { rev: 9, content: "edited" }));
  threads.applyPage({ root, replies: [reply(3)], atStart: true, state });
  assert.deepEqual(texts(threads), ["text 2", "edited", "text 4"]);
});

test("replies of another thread or a closed one are ignored", () => {
  const threads = opened();
  threads.take(message({ seq: 5 }));
  threads.take(reply(6, { threadId: 999 }));
  threads.applyPage({ root: message({ seq: 9 }), replies: [reply(2)], atStart: true, state });
  threads.applyState({ ...state, rootId: 999 });
  assert.deepEqual([texts(threads), threads.state, threads.loaded], [[], null, false]);
  threads.close();
  threads.take(reply(2));
  assert.deepEqual(texts(threads), []);
});

test("an older page extends the thread, and says whether there are more", () => {
  const threads = opened();
  threads.applyPage({ root, replies: [reply(5), reply(6)], atStart: false, state });
  assert.equal(threads.atStart, false);
  threads.applyPage({ root, replies: [reply(3), reply(4)], atStart: true, state });
  assert.deepEqual([texts(threads).length, threads.atStart], [4, true]);
});

test("the root and the replies are found, and a change is emitted", () => {
  const threads = opened();
  let told = 0;
  threads.on("change", () => {
    told += 1;
  });
  threads.take({ ...root, rev: 8, content: "root, edited" });
  threads.take(reply(2));
  threads.applyState({ ...state, readSeq: 2 });
  assert.equal(told, 3);
  assert.equal(threads.at(7, 1)?.content, "root, edited");
  assert.equal(threads.find(reply(2).id)?.seq, 2);
  assert.equal(threads.at(8, 2), undefined);
  assert.equal(threads.state?.readSeq, 2);
});
