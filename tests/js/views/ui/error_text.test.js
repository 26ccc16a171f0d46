import assert from "node:assert/strict";
import { test } from "node:test";
import { errorText } from "../../../../static/js/views/ui/error_text.js";

test("the server says why it filters a text, and the page does where the reason is not at hand", () => {
  assert.equal(errorText({ code: "filtered", message: "No links yet." }), "No links yet.");
  assert.match(errorText({ code: "filtered" }), /rules of this site/);
});
