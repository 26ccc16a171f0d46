import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, merged, mergedText } from "../../../../static/js/state/composing/draft_merge.js";
import { grace } from "../../support/cast.js";

const QUOTE = { id: 9, seq: 3, author: grace, content: "tea?", deletedAt: null };
/** @param {number} id */
const file = (id) => /** @type {import("../../../../static/js/types.js").Attachment} */ ({ id });

/** @type {[string, string, string, string, string][]} */
const TEXTS = [
  ["a change of one device alone is taken", "tea", "tea", "tea now", "tea now"],
  ["a change of this device alone stays", "tea", "tea now", "tea", "tea now"],
  [
    "changes at different places are both made",
    "tea and cake",
    "green tea and cake",
    "tea and cakes",
    "green tea and cakes",
  ],
  [
    "a change inside and one at the end are both made",
    "tea, cake",
    "tea, cake, milk",
    "tea or cake",
    "tea or cake, milk",
  ],
  ["texts that continue differently are both kept", "tea", "tea now", "tea!", "tea!\n\ntea now"],
  ["texts that have nothing in common are both kept", "", "mine", "yours", "yours\n\nmine"],
  ["a text that begins with the other is enough", "", "mine and yours", "mine", "mine and yours"],
  ["a word that happens to be in the other text is kept", "", "me", "some tea", "some tea\n\nme"],
  ["a text that was sent elsewhere leaves what is typed here", "tea", "tea now", "", "tea now"],
  ["a text that was sent here leaves what is typed elsewhere", "tea", "", "tea now", "tea now"],
  ["a text that was sent here is not brought back by the other device's copy", "tea", "", "tea", ""],
];
for (const [rule, base, here, there, wanted] of TEXTS)
  test(rule, () => assert.equal(mergedText(base, here, there), wanted));

test("of the parts, each device keeps what it has changed", () => {
  const base = bodyOf("", { replyTo: QUOTE, attachments: [file(1), file(2)], threads: [{ rootId: 4, content: "a" }] });
  const here = { attachments: [file(1), file(2), file(3)], threads: [{ rootId: 4, content: "a b" }] };
  const there = { replyTo: QUOTE, attachments: [file(2), file(5)], threads: [{ rootId: 6, content: "c" }] };
  const { parts } = merged(base, { text: "", parts: here }, { text: "", parts: there });
  assert.equal(parts.replyTo, undefined);
  assert.deepEqual(
    parts.attachments?.map(({ id }) => id),
    [2, 3, 5],
  );
  assert.deepEqual(parts.threads, [
    { rootId: 4, content: "a b" },
    { rootId: 6, content: "c" },
  ]);
});
