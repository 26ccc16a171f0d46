import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CommandError, ConnectionLost } from "../../../../static/js/net/api/errors.js";
import { Presence } from "../../../../static/js/state/people/presence.js";
import { PresentMembers } from "../../../../static/js/state/people/present_members.js";
import { ada, grace, li } from "../../support/cast.js";
import { FakeClock, settle } from "../../support/clock.js";

/** @typedef {import("../../../../static/js/types.js").PresenceStatus} Status */

const member = (/** @type {typeof ada} */ person, /** @type {Status} */ status) => ({
  ...person,
  role: /** @type {const} */ ("member"),
  status,
  lastSeenAt: null,
});
const EVERYONE = [member(ada, "offline"), member(grace, "offline"), member(li, "offline")];

function panelOf() {
  const clock = new FakeClock();
  const presence = new Presence();
  /** @type {string[]} */
  const asked = [];
  const server = { answer: (/** @type {string} */ _filter) => [member(ada, "online"), member(grace, "away")] };
  let changes = 0;
  const present = new PresentMembers({
    ask: async (roomId, filter = "") => {
      asked.push(`${roomId}${filter}`);
      return server.answer(filter);
    },
    presence,
    changed: () => {
      changes += 1;
    },
    clock,
  });
  const here = () => present.split(EVERYONE).here.map(({ username }) => username);
  const apply = (/** @type {number} */ userId, /** @type {Status} */ status) =>
    presence.apply({ userId, status, lastSeenAt: null });
  return { clock, presence, asked, server, present, here, apply, changes: () => changes };
}

describe("the list of those who are here", () => {
  test("is asked for once, and again in another room", async () => {
    const { asked, present, here } = panelOf();
    await present.of({ id: 7, online: 2 });
    await present.of({ id: 7, online: 2 });
    assert.deepEqual([asked, here()], [["7&here=1"], ["ada", "grace"]]);
    await present.of({ id: 8, online: 2 });
    assert.deepEqual(asked, ["7&here=1", "8&here=1"]);
  });

  test("is asked for again when the number has changed, but not before five seconds", async () => {
    const { clock, asked, server, present, here, changes } = panelOf();
    await present.of({ id: 7, online: 2 });
    server.answer = () => [member(li, "online")];
    await present.of({ id: 7, online: 1 });
    assert.deepEqual([asked.length, here()], [1, ["ada", "grace"]]);
    clock.advance(5_000);
    assert.equal(changes(), 1);
    await present.of({ id: 7, online: 1 });
    assert.deepEqual([asked.length, here()], [2, ["li.wei"]]);
  });

  test("is asked for again after it was forgotten, or after a failure", async () => {
    const { asked, server, present } = panelOf();
    await present.of({ id: 7, online: 2 });
    present.forget();
    server.answer = () => {
      throw new ConnectionLost();
    };
    await assert.rejects(present.of({ id: 7, online: 2 }), ConnectionLost);
    await settle();
    await assert.rejects(present.of({ id: 7, online: 2 }), ConnectionLost);
    assert.equal(asked.length, 3);
  });

  test("comes from the list of everyone where an older server refuses the filter", async () => {
    const { asked, server, present } = panelOf();
    server.answer = (filter) => {
      if (filter) throw new CommandError({ code: "invalid", message: "" });
      return [member(ada, "online"), member(grace, "offline")];
    };
    const members = await present.of({ id: 7, online: 1 });
    assert.deepEqual([members.map(({ id }) => id), asked], [[ada.id], ["7&here=1", "7"]]);
  });
});

describe("a member's section", () => {
  test("follows the presence", async () => {
    const { present, here, apply } = panelOf();
    await present.of({ id: 7, online: 2 });
    apply(ada.id, "offline");
    apply(li.id, "online");
    assert.deepEqual(here(), ["grace", "li.wei"]);
  });

  test("stays when the presence becomes unknown, although the list is older", async () => {
    const { presence, present, here, apply } = panelOf();
    await present.of({ id: 7, online: 2 });
    apply(ada.id, "offline");
    here();
    presence.replaceAll([]);
    assert.deepEqual(here(), ["grace"]);
  });
});
