import assert from "node:assert/strict";
import { test } from "node:test";
import { messageUrl, placeOf, roomUrl, viewOf } from "../../../../static/js/views/ui/urls.js";

const ORIGIN = "https://chat.example";
globalThis.location = /** @type {any} */ ({ origin: ORIGIN });

test("a room is called by its number and its slug, unless that is the word of another page", () => {
  assert.equal(roomUrl({ id: 7, slug: "kitchen" }), "/rooms/7/kitchen/");
  assert.equal(roomUrl({ id: 7, slug: "" }), "/rooms/7/");
  assert.equal(roomUrl({ id: 7, slug: "settings" }), "/rooms/7/");
  assert.equal(roomUrl({ id: 7, slug: "厨房" }), "/rooms/7/%E5%8E%A8%E6%88%BF/");
});

test("what the addresses of rooms and messages show is found again", () => {
  assert.deepEqual(placeOf(new URL("/rooms/7/kitchen/", ORIGIN)), { roomId: 7, around: undefined });
  assert.deepEqual(placeOf(new URL(messageUrl({ roomId: 7, seq: 41 }), ORIGIN)), { roomId: 7, around: 41 });
});

test("other pages and other sites are not the chat", () => {
  for (const address of [
    "/",
    "/rooms/",
    "/rooms/new/",
    "/rooms/7/settings/",
    "/people/",
    "https://other.example/rooms/7/",
  ])
    assert.equal(placeOf(new URL(address, ORIGIN)), null, address);
});

test("the views have addresses of their own, and nothing else is one", () => {
  assert.equal(viewOf(new URL("/catch-up/", ORIGIN)), "catch-up");
  for (const path of ["/", "/rooms/", "/catch-up/x/", "/constructor/"])
    assert.equal(viewOf(new URL(path, ORIGIN)), null);
  assert.equal(viewOf(new URL("https://other.example/saved/")), null);
});
