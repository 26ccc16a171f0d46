import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../../../static/js/state/composing/drafts.js";
import { ServerDrafts } from "../../../../static/js/state/composing/server_drafts.js";
import { grace } from "../../support/cast.js";

const QUOTE = { id: 9, seq: 3, author: grace, content: "tea?", deletedAt: null };
const EDIT = { messageId: 5, content: "coffee" };

/** @param {number} second */
const at = (second) => `2026-03-02T09:00:0${second}.000Z`;

function device() {
  const drafts = new Drafts({ userId: 1, storage: null });
  return { drafts, server: new ServerDrafts(drafts) };
}

test("what goes with the text is saved by its ids", () => {
  const { drafts, server } = device();
  drafts.setPart(7, "replyTo", QUOTE);
  drafts.setPart(7, "edit", EDIT);
  drafts.setPart(7, "attachments", [/** @type {any} */ ({ id: 4, name: "a.txt" })]);
  assert.equal(server.needsSaving(7), true);
  const saved = server.beginSave(7);
  assert.deepEqual(saved, {
    content: "",
    replyTo: 9,
    edit: EDIT,
    attachmentIds: [4],
    poll: null,
    threads: [],
  });
  server.confirmSave(7, saved, at(1));
  assert.equal(server.needsSaving(7), false);
});

test("the parts of another device's draft are taken over, and go when they are gone there", () => {
  const { drafts, server } = device();
  server.applyEvent({ roomId: 7, content: "yes", replyTo: QUOTE, edit: EDIT, updatedAt: at(1) });
  assert.deepEqual([drafts.get(7), drafts.parts(7)], ["yes", { replyTo: QUOTE, edit: EDIT }]);
  server.applyEvent({ roomId: 7, content: "yes", updatedAt: at(2) });
  assert.deepEqual([drafts.parts(7), server.needsSaving(7)], [{}, false]);
});

test("unsaved parts of this device win over those of another, and both are kept where they differ", () => {
  const { drafts, server } = device();
  drafts.setPart(7, "edit", EDIT);
  server.applyEvent({ roomId: 7, content: "", replyTo: QUOTE, edit: { messageId: 6, content: "x" }, updatedAt: at(1) });
  assert.deepEqual(drafts.parts(7), { replyTo: QUOTE, edit: EDIT });
});

test("a list of drafts that is older than what this device has saved changes nothing", () => {
  const { drafts, server } = device();
  drafts.set(7, "new");
  server.confirmSave(7, server.beginSave(7), at(5));
  server.applyAll([{ roomId: 7, content: "old", updatedAt: at(4) }], [7]);
  assert.deepEqual([drafts.get(7), server.needsSaving(7)], ["new", false]);
});

test("a part that was removed here does not come back with another device's text", () => {
  const { drafts, server } = device();
  server.applyEvent({ roomId: 7, content: "yes", replyTo: QUOTE, updatedAt: at(1) });
  drafts.setPart(7, "replyTo");
  server.applyEvent({ roomId: 7, content: "yes!", replyTo: QUOTE, updatedAt: at(2) });
  assert.deepEqual([drafts.get(7), drafts.parts(7)], ["yes!", {}]);
});

test("text that was sent here does not take what another device has typed since", () => {
  const { drafts, server } = device();
  server.applyEvent({ roomId: 7, content: "yes", updatedAt: at(1) });
  drafts.set(7, "");
  server.applyEvent({ roomId: 7, content: "yes, and tea", updatedAt: at(2) });
  assert.equal(drafts.get(7), "yes, and tea");
});
