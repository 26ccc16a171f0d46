import assert from "node:assert/strict";
import { test } from "node:test";
import { People } from "../../../../static/js/state/people/people.js";

/** @param {number} id @param {string} displayName */
const person = (id, displayName) => ({ id, username: `user${id}`, displayName, avatarUrl: "", isBot: false });

test("people are called as the server calls them now, whatever an older message says", () => {
  const people = new People();
  people.addUnknown(person(1, "Ada"));
  people.put(person(1, "Countess Ada"));
  people.addUnknown(person(1, "Ada"));
  assert.equal(people.current(person(1, "Ada")).displayName, "Countess Ada");
});

test("of whom nothing was heard is called as the message has it", () => {
  assert.equal(new People().current(person(2, "Bob")).displayName, "Bob");
  assert.equal(new People().get(2), undefined);
});

test("someone is found by username", () => {
  const people = new People();
  people.put(person(1, "Ada"), person(2, "Bob"));
  assert.equal(people.named("user2")?.displayName, "Bob");
  assert.equal(people.named("user3"), undefined);
});
