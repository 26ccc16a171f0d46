import assert from "node:assert/strict";
import { test } from "node:test";
import { emojiTable } from "../../../../static/js/net/composing/emoji_table.js";

test("the table is loaded once, and again only after a failure", async () => {
  let asked = 0;
  const { fetch } = globalThis;
  globalThis.fetch = async () => {
    asked += 1;
    return new Response('{"people":[["😂",["joy"]]]}', { status: asked === 1 ? 503 : 200 });
  };
  await assert.rejects(emojiTable());
  const table = await emojiTable();
  assert.deepEqual(table.search("joy", 1), [{ emoji: "😂", names: ["joy"] }]);
  assert.equal(await emojiTable(), table);
  assert.equal(asked, 2);
  globalThis.fetch = fetch;
});
