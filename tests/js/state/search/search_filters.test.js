import assert from "node:assert/strict";
import { test } from "node:test";
import { addFilter, completeFilter, filterAt, roomValue } from "../../../../static/js/state/search/search_filters.js";
import { room } from "../../support/cast.js";

/** @param {string} text the caret is at the | */
function at(text) {
  const found = filterAt(text.replace("|", ""), text.indexOf("|"));
  return found && [found.name, found.value];
}

test("the filter at the caret is the one that is being written", () => {
  assert.deepEqual(at("from:|"), ["from", ""]);
  assert.deepEqual(at("tea From:@ad|"), ["from", "ad"]);
  assert.deepEqual(at("in:#gen| tea"), ["in", "gen"]);
  assert.deepEqual(at('from:"Ada Lo|'), ["from", "Ada Lo"]);
  assert.deepEqual(at("from：李|"), ["from", "李"]);
  assert.equal(at('from:"Ada Lovelace" |'), null);
  assert.equal(at("from:ada |"), null);
  assert.equal(at("colour:re|"), null);
  assert.equal(at("tea|"), null);
  assert.equal(at('"say from:a|'), null);
});

test("a completed filter replaces its beginning", () => {
  const text = "tea in:gen soup";
  const filter = /** @type {any} */ (filterAt(text, 10));
  assert.deepEqual(completeFilter(text, filter, "general"), { text: "tea in:general soup", caret: 15 });
  const open = /** @type {any} */ (filterAt("from:ad", 7));
  assert.deepEqual(completeFilter("from:ad", open, "Ada Lovelace"), { text: 'from:"Ada Lovelace" ', caret: 20 });
});

test("a filter is added at the end of the text", () => {
  assert.equal(addFilter("", "from"), "from:");
  assert.equal(addFilter("tea ", "in"), "tea in:");
});

test("a room is searched by its name, a direct room by the other user", () => {
  const peer = { id: 2, username: "bob", displayName: "Bob", avatarUrl: "", isBot: false };
  assert.equal(roomValue(room({ name: "Big Kitchen", slug: "big-kitchen" })), "big-kitchen");
  assert.equal(roomValue(room({ name: "🎉 !", slug: "" })), "🎉 !");
  assert.equal(roomValue(room({ kind: "direct", name: "", slug: "", peer })), "@bob");
  assert.equal(roomValue(room({ id: 9, kind: "direct", name: "", slug: "" })), "9");
});
