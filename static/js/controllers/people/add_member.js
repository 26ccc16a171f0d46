import { byId } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { OptionList } from "../../views/ui/option_list.js";

const WAIT_MS = 150;

/** The search field that adds people to the open room. */
export class AddMember {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {import("../page/page.js").Page} page @param {import("./member_directory.js").MemberDirectory} members */
  constructor(page, members) {
    this.page = page;
    this.members = members;
    this.input = byId("add-member-input", HTMLInputElement);
    this.options = new OptionList(byId("add-member-results"), this.input);
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.options.close());
  }

  #typed() {
    clearTimeout(this.#timer);
    if (this.input.value.trim()) this.#timer = setTimeout(() => this.#search(this.input.value.trim()), WAIT_MS);
    else this.options.close();
  }

  /** @param {string} text */
  async #search(text) {
    const { roomId, api } = this.page;
    const [{ people }, members] = await Promise.all([
      api.get(`/people?q=${encodeURIComponent(text)}`).catch(() => ({ people: [] })),
      this.members.of(roomId).catch(() => []),
    ]);
    if (this.input.value.trim() !== text) return;
    const inside = new Set(members.map(({ id }) => id));
    const found = people.filter(({ id }) => !inside.has(id)).slice(0, 6);
    this.options.show(found.map((person) => this.#option(person, roomId)));
  }

  /** @param {import("../../types.js").Author} person @param {number} roomId */
  #option(person, roomId) {
    const choose = () => this.#add(person, roomId);
    return { key: String(person.id), name: person.displayName, detail: `@${person.username}`, person, choose };
  }

  /** @param {import("../../types.js").Author} person @param {number} roomId */
  async #add(person, roomId) {
    this.input.value = "";
    this.options.close();
    const added = await this.page.attempt(this.page.api.post(`/rooms/${roomId}/members`, { userId: person.id }));
    if (!added) return;
    const name = person.displayName;
    this.page.toast(
      "invitedAt" in added
        ? gettext("%(name)s is asked first, and joins after accepting.", { name })
        : gettext("%(name)s is in the room now.", { name }),
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || !this.options.isOpen) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.options.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter") this.options.choose();
    else if (event.key === "Escape") this.options.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
