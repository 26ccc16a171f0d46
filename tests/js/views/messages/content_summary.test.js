import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { contentSummary, thumbnailSize } from "../../../../static/js/views/messages/content_summary.js";

/** @param {string} name @param {Partial<import("../../../../static/js/types.js").Attachment>} [facts] */
const file = (name, facts = {}) => ({
  id: 1,
  name,
  size: 2_048,
  type: "application/pdf",
  width: null,
  height: null,
  duration: null,
  url: "/file/",
  thumbnailUrl: null,
  ...facts,
});
/** @param {string} name */
const picture = (name) => file(name, { type: "image/png", thumbnailUrl: "/small/" });
const poll = {
  question: "Tea?",
  multiple: true,
  closedAt: null,
  options: [
    { text: "Green", userIds: [1, 2] },
    { text: "Black", userIds: [2] },
  ],
};

/** @param {Partial<import("../../../../static/js/views/messages/content_summary.js").Summarized>} facts */
function shown(facts) {
  const { pictures, lines, more } = contentSummary({ attachments: [], deletedAt: null, ...facts });
  return {
    pictures: pictures.map(({ name }) => name),
    lines: lines.map(({ icon, name, detail }) => [icon, name, detail]),
    more,
  };
}

describe("the summary of a message", () => {
  test("is empty for a message with only text", () => {
    assert.deepEqual(shown({}), { pictures: [], lines: [], more: 0 });
  });

  test("has the pictures, and a line for each other file, in their order", () => {
    const attachments = [file("plan.pdf"), picture("cat.png"), file("a.zip"), picture("dog.png")];
    assert.deepEqual(shown({ attachments }), {
      pictures: ["cat.png", "dog.png"],
      lines: [
        ["file", "plan.pdf", "2 KB"],
        ["file", "a.zip", "2 KB"],
      ],
      more: 0,
    });
  });

  test("shows at most three pictures and three files, and counts the others together", () => {
    const attachments = [..."abcde"].flatMap((name) => [picture(name), file(name)]);
    const { pictures, lines, more } = shown({ attachments });
    assert.deepEqual(pictures, ["a", "b", "c"]);
    assert.equal(lines.length, 3);
    assert.equal(more, 4);
  });

  test("lists a picture without a thumbnail as a file, so that the whole picture is not loaded", () => {
    const { pictures, lines } = shown({ attachments: [file("cat.png", { type: "image/png" })] });
    assert.deepEqual(pictures, []);
    assert.deepEqual(lines, [["file", "cat.png", "2 KB"]]);
  });

  test("shows a recording's length and its name without an extension, and an uploaded file's size", () => {
    const attachments = [
      file("Voice message.webm", { type: "audio/webm", duration: 65.4 }),
      file("song.mp3", { type: "audio/mpeg" }),
      file("walk.mp4", { type: "video/mp4" }),
    ];
    assert.deepEqual(shown({ attachments }).lines, [
      ["mic", "Voice message", "1:05"],
      ["mic", "song.mp3", "2 KB"],
      ["video", "walk.mp4", "2 KB"],
    ]);
  });

  test("keeps a name that is only an extension", () => {
    const attachments = [file(".webm", { type: "audio/webm", duration: 1 })];
    assert.equal(shown({ attachments }).lines[0]?.[1], ".webm");
  });

  test("shows a poll's question and its number of voters before the files", () => {
    assert.deepEqual(shown({ poll, attachments: [file("plan.pdf")] }).lines, [
      ["poll", "Tea?", "2 votes"],
      ["file", "plan.pdf", "2 KB"],
    ]);
    const closed = { ...poll, options: [], closedAt: "2026-01-01T00:00:00Z" };
    assert.deepEqual(shown({ poll: closed }).lines, [["poll", "Tea?", "0 votes · closed"]]);
  });

  test("is empty for a deleted message", () => {
    const facts = { poll, attachments: [picture("cat.png")], deletedAt: "2026-01-01T00:00:00Z" };
    assert.deepEqual(shown(facts), { pictures: [], lines: [], more: 0 });
  });
});

describe("a thumbnail", () => {
  for (const [width, height, expected] of /** @type {[number | null, number | null, number][]} */ ([
    [400, 400, 72],
    [400, 300, 96],
    [4_000, 100, 128],
    [100, 4_000, 48],
    [null, null, 72],
  ]))
    test(`of ${width} by ${height} is ${expected} wide`, () =>
      assert.deepEqual(thumbnailSize({ width, height }), { width: expected, height: 72 }));
});
