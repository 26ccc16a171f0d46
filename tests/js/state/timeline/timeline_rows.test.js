import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { buildRows, rowsOf } from "../../../../static/js/state/timeline/timeline_rows.js";
import { grace, li, me, message, pending } from "../../support/cast.js";

/** @param {Partial<import("../../../../static/js/state/timeline/timeline_rows.js").RowsInput>} input */
function rows(input) {
  const all = buildRows({ messages: [], atStart: true, pending: [], userId: me.id, timeZone: "UTC", ...input });
  return all.map((row) => {
    if (row.kind === "day") return row.day;
    if (row.kind === "unread" || row.kind === "ignored") return row.kind;
    return `${row.kind === "message" ? row.message.seq : row.key}${row.continues ? "+" : ""}`;
  });
}

/** @param {number} minutes after nine */
const at = (minutes) => new Date(Date.parse("2026-03-02T09:00:00Z") + minutes * 60_000).toISOString();

describe("days", () => {
  test("begin with a divider, in the user's time zone", () => {
    const messages = [message({ seq: 1, createdAt: at(0) }), message({ seq: 2, createdAt: at(16 * 60) })];
    assert.deepEqual(rows({ messages }), ["2026-03-02", "1", "2026-03-03", "2"]);
    assert.deepEqual(rows({ messages, timeZone: "America/New_York" }), ["2026-03-02", "1", "2"]);
  });

  test("never go back, even if clocks differ", () => {
    const messages = [
      message({ seq: 1, createdAt: at(0) }),
      message({ seq: 2, createdAt: at(-24 * 60), author: li }),
      message({ seq: 3, createdAt: at(1) }),
    ];
    assert.deepEqual(rows({ messages, pending: [pending("p", { createdAt: at(-48 * 60) })] }), [
      "2026-03-02",
      "1",
      "2",
      "3",
      "p",
    ]);
  });
});

describe("grouping", () => {
  test("joins messages of one author within five minutes", () => {
    const messages = [
      message({ seq: 1, createdAt: at(0) }),
      message({ seq: 2, createdAt: at(4.9) }),
      message({ seq: 3, createdAt: at(9.9) }),
    ];
    assert.deepEqual(rows({ messages }), ["2026-03-02", "1", "2+", "3"]);
  });

  test("ends with another author, a new day, a quote and a system line", () => {
    const replyTo = { id: 101, seq: 1, author: grace, content: "", deletedAt: null };
    const system = { event: /** @type {const} */ ("topic") };
    const messages = [
      message({ seq: 1, createdAt: at(14 * 60 + 58) }),
      message({ seq: 2, createdAt: at(14 * 60 + 59), author: li }),
      message({ seq: 3, createdAt: at(15 * 60), author: li }),
      message({ seq: 4, createdAt: at(15 * 60 + 1), author: li, replyTo }),
      message({ seq: 5, createdAt: at(15 * 60 + 2), author: li }),
      message({ seq: 6, createdAt: at(15 * 60 + 3), author: li, kind: "system", system }),
      message({ seq: 7, createdAt: at(15 * 60 + 4), author: li }),
    ];
    assert.deepEqual(rows({ messages }), ["2026-03-02", "1", "2", "2026-03-03", "3", "4", "5+", "6", "7"]);
  });

  test("continues into the user's pending rows", () => {
    const messages = [message({ seq: 1, author: me, createdAt: at(28) })];
    assert.deepEqual(rows({ messages, pending: [pending("p"), pending("q")] }), ["2026-03-02", "1", "p+", "q+"]);
  });
});

describe("the unread divider", () => {
  const messages = [1, 2, 3].map((seq) => message({ seq }));

  test("is above the first unread message, which has a header", () => {
    assert.deepEqual(rows({ messages, unreadAfter: 1 }), ["2026-03-02", "1", "unread", "2", "3+"]);
  });

  test("shows if the first unread message is the first of the window, not if it is above the window", () => {
    const window = messages.slice(1);
    assert.deepEqual(rows({ messages: window, atStart: false, unreadAfter: 1 }), ["2026-03-02", "unread", "2", "3+"]);
    assert.deepEqual(rows({ messages: window, atStart: false, unreadAfter: 0 }), ["2026-03-02", "2", "3+"]);
    assert.deepEqual(rows({ messages, unreadAfter: 0 }), ["2026-03-02", "unread", "1", "2+", "3+"]);
  });

  test("does not show if everything is read, or if nobody else has written", () => {
    assert.deepEqual(rows({ messages, unreadAfter: 3 }), ["2026-03-02", "1", "2+", "3+"]);
    const mine = [...messages, message({ seq: 4, author: me })];
    assert.deepEqual(rows({ messages: mine, unreadAfter: 3 }), ["2026-03-02", "1", "2+", "3+", "4"]);
  });
});

test("only the user's own message has the key of the pending row that it replaces", () => {
  const messages = [
    message({ seq: 1, author: me, clientId: "mine" }),
    message({ seq: 2, author: grace, clientId: "hers" }),
    message({ seq: 3, author: me }),
  ];
  const keys = buildRows({ messages, atStart: true, pending: [pending("next")], userId: me.id, timeZone: "UTC" }).map(
    ({ key }) => key,
  );
  assert.deepEqual(keys, ["day:2026-03-02", "mine", "message:102", "message:103", "next"]);
});

test("a message that only a thread shows has a row only in its thread", () => {
  const aside = message({ seq: 2, threadId: 101, inRoom: false });
  const messages = [message({ seq: 1 }), aside, message({ seq: 3, threadId: 101, inRoom: true })];
  const waiting = [pending("aside", { threadId: 101, inRoom: false }), pending("next")];
  const failed = [pending("failed", { threadId: 101, inRoom: false, state: "failed" })];
  const input = { messages, atStart: true, pending: waiting, userId: me.id, timeZone: "UTC" };
  const keys = (/** @type {import("../../../../static/js/types.js").Row[]} */ rows) =>
    rows.slice(1).map(({ key }) => key);
  assert.deepEqual(keys(buildRows(input)), ["message:101", "message:103", "next"]);
  assert.deepEqual(keys(buildRows({ ...input, pending: failed })), ["message:101", "message:103", "failed"]);
  assert.deepEqual(keys(rowsOf(input)), ["message:101", "message:102", "message:103", "aside", "next"]);
});
