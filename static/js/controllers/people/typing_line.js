import { byId, setText } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** The line that says who is typing in the open room. */
export class TypingLine {
  #stop = () => {};

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.element = byId("typing");
    page.on("room", () => this.#enter());
    this.#enter();
  }

  #enter() {
    this.#stop();
    this.#stop = this.page.store.on(`typing:${this.page.roomId}`, () => this.show());
    this.show();
  }

  show() {
    const { store, roomId, people } = this.page;
    const names = store.typing.usernames(roomId).map((username) => people.named(username)?.displayName ?? username);
    setText(this.element, sentence(names));
  }
}

/** @param {string[]} names */
function sentence([first, second, ...others]) {
  if (!first) return "";
  if (!second) return gettext("%(name)s is writing…", { name: first });
  if (others.length > 0) return gettext("Several people are writing…");
  return gettext("%(first)s and %(second)s are writing…", { first, second });
}
