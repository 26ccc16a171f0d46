import assert from "node:assert/strict";
import { test } from "node:test";
import { messageUrl, placeOf, roomUrl, viewOf } from "../../../../static/js/views/ui/urls.js";

const ORIGIN = "https://chat.example";
globalThis.location = /** @type {any} */ ({ origin: ORIGIN });

test("a room's URL has its id and its slug, unless the slug is the address of another page", () => {
  assert.equal(roomUrl({ id: 7, slug: "kitchen" }), "/rooms/7/kitchen/");
  assert.equal(roomUrl({ id: 7, slug: "" }), "/rooms/7/");
  assert.equal(roomUrl({ id: 7, slug: "settings" }), "/rooms/7/");
  assert.equal(roomUrl({ id: 7, slug: "厨房" }), "/rooms/7/%E5%8E%A8%E6%88%BF/");
});

test("the URLs of rooms and messages are parsed", () => {
  assert.deepEqual(placeOf(new URL("/rooms/7/kitchen/", ORIGIN)), { roomId: 7, around: undefined });
  assert.deepEqual(placeOf(new URL(messageUrl({ roomId: 7, seq: 41 }), ORIGIN)), { roomId: 7, around: 41 });
});

test("the URLs of other pages and sites are not part of the chat", () => {
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

test("only the URLs of views are parsed as views", () => {
  assert.equal(viewOf(new URL("/catch-up/", ORIGIN)), "catch-up");
  for (const path of ["/", "/rooms/", "/catch-up/x/", "/constructor/"])
    assert.equal(viewOf(new URL(path, ORIGIN)), null);
  assert.equal(viewOf(new URL("https://other.example/saved/")), null);
});
