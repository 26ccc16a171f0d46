import { applyMention, mentionAt, rankMentions } from "../state/composer.js";
import { byId } from "../views/dom.js";
import { gettext } from "../views/i18n.js";
import { Options } from "../views/options.js";

/** @typedef {import("../types.js").Author} Author */

/** Completes `@name` in the composer. */
export class MentionCompletion {
  /** @param {import("./page.js").Page} page @param {import("./members.js").MemberDirectory} members */
  constructor(page, members) {
    this.page = page;
    this.members = members;
    this.input = byId("composer-input", HTMLTextAreaElement);
    this.options = new Options(byId("mentions"), this.input);
    this.input.addEventListener("input", (event) => this.#look(event));
    this.input.addEventListener("blur", () => this.options.close());
    page.on("room", () => this.options.close());
  }

  get isOpen() {
    return this.options.isOpen;
  }

  /** @param {string} action of `keyAction` */
  act(action) {
    if (action === "complete") this.options.choose();
    else if (action === "closeCompletion") this.options.close();
    else this.options.move(action === "nextCompletion" ? 1 : -1);
  }

  /** @param {Event} event */
  async #look(event) {
    const { input } = this;
    const mention = mentionAt(input.value, input.selectionEnd);
    if (!mention || (event instanceof InputEvent && event.isComposing)) return this.options.close();
    const { roomId } = this.page;
    const people = await this.members.of(roomId).catch(() => []);
    const now = mentionAt(input.value, input.selectionEnd);
    if (roomId !== this.page.roomId || !now || document.activeElement !== input) return;
    const found = rankMentions(now.query, [...this.#byLatest(people), ...this.#groups()]);
    this.options.show(found.map((person) => this.#option(person, now)));
  }

  /** Who wrote lately first. @param {Author[]} people @returns {Author[]} */
  #byLatest(people) {
    const latest = new Map(this.page.timeline?.messages.map(({ author, seq }) => [author.id, seq]));
    return people
      .filter(({ id }) => id !== this.page.me.id)
      .sort((one, other) => (latest.get(other.id) ?? 0) - (latest.get(one.id) ?? 0));
  }

  #groups() {
    if (!this.page.moderates) return [];
    return [
      { id: 0, username: "everyone", displayName: gettext("everyone in the room") },
      { id: 0, username: "here", displayName: gettext("everyone who is online") },
    ];
  }

  /** @param {import("../state/composer.js").Person} person @param {import("../state/composer.js").MentionQuery} mention */
  #option(person, mention) {
    const name = person.id ? person.displayName : `@${person.username}`;
    const detail = person.id ? `@${person.username}` : person.displayName;
    const shown = person.id ? { person } : { icon: "group" };
    return { key: person.username, name, detail, ...shown, choose: () => this.#complete(person.username, mention) };
  }

  /** @param {string} username @param {import("../state/composer.js").MentionQuery} mention */
  #complete(username, mention) {
    const { input } = this;
    const { text, caret } = applyMention(input.value, input.selectionEnd, mention, username);
    input.value = text;
    input.setSelectionRange(caret, caret);
    this.options.close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
