import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isNamed, rankMentions } from "../../../../static/js/state/composing/mention_ranking.js";
import { ada, grace, li } from "../../support/cast.js";

describe("candidates", () => {
  test("match by either name, the exact username first", () => {
    const adam = { id: 8, username: "adam", displayName: "Adam" };
    const names = (/** @type {string} */ query) =>
      rankMentions(query, [adam, ada, grace, li]).map(({ username }) => username);
    assert.deepEqual(names("ada"), ["ada", "adam"]);
    assert.deepEqual(names("hop"), ["grace"]);
    assert.deepEqual(names("李"), ["li.wei"]);
    assert.deepEqual(names("zz"), []);
  });

  test("are limited, and without a query keep their order", () => {
    assert.deepEqual(rankMentions("", [grace, ada, li], 2), [grace, ada]);
  });

  test("are found without accents and with a wrong letter, and are then not sure", () => {
    const sofia = { id: 9, username: "sg", displayName: "Sofía García" };
    for (const [query, sure] of /** @type {[string, boolean][]} */ ([
      ["sofia", true],
      ["garc", true],
      ["saf", false],
    ])) {
      assert.deepEqual(rankMentions(query, [ada, sofia])[0], sofia, query);
      assert.equal(isNamed(query, sofia), sure, query);
    }
  });
});
