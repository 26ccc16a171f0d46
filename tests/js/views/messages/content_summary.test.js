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

describe("what a message has besides its words", () => {
  test("is nothing where there are only words", () => {
    assert.deepEqual(shown({}), { pictures: [], lines: [], more: 0 });
  });

  test("is its pictures, and a line for every other file, in their order", () => {
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

  test("is three pictures and three files at most; how many more there are is counted together", () => {
    const attachments = [..."abcde"].flatMap((name) => [picture(name), file(name)]);
    const { pictures, lines, more } = shown({ attachments });
    assert.deepEqual(pictures, ["a", "b", "c"]);
    assert.equal(lines.length, 3);
    assert.equal(more, 4);
  });

  test("a picture without a thumbnail is a file: the whole of it is not fetched for a list", () => {
    const { pictures, lines } = shown({ attachments: [file("cat.png", { type: "image/png" })] });
    assert.deepEqual(pictures, []);
    assert.deepEqual(lines, [["file", "cat.png", "2 KB"]]);
  });

  test("a recording has its length and a name without an ending; what was only uploaded has its size", () => {
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

  test("a name that is all ending stays", () => {
    const attachments = [file(".webm", { type: "audio/webm", duration: 1 })];
    assert.equal(shown({ attachments }).lines[0]?.[1], ".webm");
  });

  test("a poll is its question and how many people have answered, before the files", () => {
    assert.deepEqual(shown({ poll, attachments: [file("plan.pdf")] }).lines, [
      ["poll", "Tea?", "2 votes"],
      ["file", "plan.pdf", "2 KB"],
    ]);
    const closed = { ...poll, options: [], closedAt: "2026-01-01T00:00:00Z" };
    assert.deepEqual(shown({ poll: closed }).lines, [["poll", "Tea?", "0 votes · closed"]]);
  });

  test("a deleted message has nothing", () => {
    const facts = { poll, attachments: [picture("cat.png")], deletedAt: "2026-01-01T00:00:00Z" };
    assert.deepEqual(shown(facts), { pictures: [], lines: [], more: 0 });
  });
});

describe("a small picture", () => {
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
