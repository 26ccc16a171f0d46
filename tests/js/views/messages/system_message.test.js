import assert from "node:assert/strict";
import { test } from "node:test";
import { systemMessage } from "../../../../static/js/views/messages/system_message.js";

/** @param {any} system @param {{direct?: boolean}} [options] */
const line = (system, { direct = false } = {}) =>
  systemMessage(/** @type {any} */ ({ system, content: "as the server says" }), { author: "Ada", direct });

test("a system message is written from the data of its event", () => {
  assert.equal(line({ event: "added", userId: 2, name: "Bob" }), "Ada added Bob");
  assert.equal(line({ event: "topic", topic: "Soup" }), "Ada set the topic: Soup");
  assert.equal(line({ event: "topic", topic: "" }), "Ada cleared the topic");
  assert.equal(line({ event: "created" }), "Ada created the room");
  assert.equal(line({ event: "created" }, { direct: true }), "Ada started the conversation");
});

test("a name that looks like a placeholder is not replaced", () => {
  assert.equal(line({ event: "renamed", name: "%(author)s" }), "Ada renamed the room to %(author)s");
});

test("an unknown event is shown with the server's text", () => {
  assert.equal(line({ event: "painted" }), "as the server says");
  assert.equal(line({ event: "toString" }), "as the server says");
  assert.equal(line(undefined), "as the server says");
});
