import assert from "node:assert/strict";
import { test } from "node:test";
import { People } from "../../../../static/js/state/people/people.js";

/** @param {number} id @param {string} displayName */
const person = (id, displayName) => ({ id, username: `user${id}`, displayName, avatarUrl: "", isBot: false });

test("an older message does not change a known name", () => {
  const people = new People();
  people.addUnknown(person(1, "Ada"));
  people.put(person(1, "Countess Ada"));
  people.addUnknown(person(1, "Ada"));
  assert.equal(people.current(person(1, "Ada")).displayName, "Countess Ada");
});

test("an unknown author keeps the name of the message", () => {
  assert.equal(new People().current(person(2, "Bob")).displayName, "Bob");
  assert.equal(new People().get(2), undefined);
});

test("a person is found by username", () => {
  const people = new People();
  people.put(person(1, "Ada"), person(2, "Bob"));
  assert.equal(people.named("user2")?.displayName, "Bob");
  assert.equal(people.named("user3"), undefined);
});
