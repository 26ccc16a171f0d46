import assert from "node:assert/strict";
import { test } from "node:test";
import { meansFiles } from "../../../../static/js/state/files/pasted_files.js";

/** Contents of the clipboard, by program. @type {[string, boolean, {names: string[], text?: string, types?: string[]}][]} */
const PASTES = [
  ["a screenshot", true, { names: ["image.png"], types: ["Files"] }],
  ["a picture of a page", true, { names: ["image.png"], types: ["text/html", "Files"] }],
  ["a file of Explorer", true, { names: ["a.pdf"], types: ["Files"] }],
  ["a file of Finder", true, { names: ["a.pdf"], text: "a.pdf" }],
  ["two files of Finder", true, { names: ["a.pdf", "b c.txt"], text: "a.pdf\rb c.txt" }],
  ["a file of Finder with a decomposed name", true, { names: ["é.pdf"], text: "e\u0301.pdf" }],
  ["a file of Nautilus", true, { names: ["a b.pdf"], text: "/home/ada/a b.pdf\n" }],
  ["a file of Dolphin", true, { names: ["ä b.pdf"], text: "file:///home/ada/%C3%A4%20b.pdf" }],
  ["a path of Windows", true, { names: ["a.pdf"], text: "C:\\Users\\ada\\a.pdf" }],
  ["an address that cannot be read", false, { names: ["a.pdf"], text: "file:///%E0%A4%A" }],
  ["a text of Word", false, { names: ["image.png"], text: "Dear Ada", types: ["text/plain", "text/html", "Files"] }],
  ["cells of Excel", false, { names: ["image.png"], text: "1\t2\n3\t4" }],
  ["a text that names another file", false, { names: ["a.pdf"], text: "b.pdf" }],
  ["a text alone", false, { names: [], text: "a.pdf" }],
];
for (const [what, files, { names, text = "", types = ["text/plain", "Files"] }] of PASTES)
  test(`pasting ${what} means ${files ? "files" : "a text"}`, () => {
    assert.equal(meansFiles({ names, text, types }), files);
  });
