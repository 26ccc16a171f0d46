import { uuid } from "../net/uuid.js";
import { choicesAfter } from "../state/votes.js";
import { byId, part, target } from "../views/dom.js";
import { gettext } from "../views/i18n.js";

const OPTIONS = 10;

/** Asks the room, takes votes, closes polls. */
export class Polls {
  /** Voters whose names have been asked for: who left is not among the members. @type {Set<number>} */
  #asked = new Set();

  /** @param {import("./page.js").Page} page @param {import("./members.js").MemberDirectory} members */
  constructor(page, members) {
    this.page = page;
    this.members = members;
    byId("rows").addEventListener("strangers", (event) => this.#meet(event));
    this.dialog = byId("new-poll", HTMLDialogElement);
    this.form = part(this.dialog, "form", HTMLFormElement);
    this.fields = part(this.dialog, "fields");
    byId("ask-poll").addEventListener("click", () => this.#open());
    byId("rows").addEventListener("click", (event) => this.#voted(event));
    this.form.addEventListener("submit", (event) => this.#ask(event));
    this.fields.addEventListener("input", () => this.#grow());
    this.dialog.addEventListener("click", (event) => target(event, '[data-action="close"]') && this.dialog.close());
    page.on("closePoll", (message) => this.#close(message));
  }

  /** Votes come with ids; the names of those who have not written yet are asked for. @param {Event} event */
  async #meet(event) {
    /** @type {number[]} */
    const ids = event instanceof CustomEvent ? event.detail : [];
    const strangers = ids.filter((id) => !this.#asked.has(id));
    if (strangers.length === 0) return;
    for (const id of strangers) this.#asked.add(id);
    const { page } = this;
    await this.members.of(page.roomId).catch(() => {});
    page.emit("people", undefined);
  }

  #open() {
    this.form.reset();
    this.fields.replaceChildren();
    this.#grow();
    this.dialog.showModal();
    part(this.dialog, "question").focus();
  }

  /** There is always an empty field for one more option. */
  #grow() {
    const filled = this.#options().length;
    while (this.fields.children.length < Math.min(OPTIONS, Math.max(2, filled + 1))) {
      const number = this.fields.children.length + 1;
      const input = document.createElement("input");
      input.className = "input";
      input.maxLength = 120;
      input.required = number <= 2;
      input.autocomplete = "off";
      input.placeholder = gettext("Option %(number)s", { number });
      input.setAttribute("aria-label", input.placeholder);
      this.fields.append(input);
    }
  }

  /** @returns {string[]} */
  #options() {
    return [...this.fields.querySelectorAll("input")].map(({ value }) => value.trim()).filter(Boolean);
  }

  /** @param {Event} event */
  async #ask(event) {
    event.preventDefault();
    const ok = part(this.dialog, "ok", HTMLButtonElement);
    const { page } = this;
    const question = part(this.dialog, "question", HTMLInputElement).value;
    const multiple = part(this.dialog, "multiple", HTMLInputElement).checked;
    const body = { question, options: this.#options(), multiple, clientId: uuid() };
    ok.disabled = true;
    const made = await page.attempt(page.api.post(`/rooms/${page.roomId}/polls`, body));
    ok.disabled = false;
    if (!made) return;
    this.dialog.close();
    page.emit("toEnd", undefined);
  }

  /** @param {Event} event */
  async #voted(event) {
    const button = target(event, ".poll__choice");
    const row = target(event, ".message");
    const message = button && row ? this.page.messageOf(row) : undefined;
    if (!button || !message?.poll || !this.page.mayWrite) return;
    const options = choicesAfter(message.poll, this.page.me.id, Number(button.dataset.place));
    await this.page.attempt(this.page.api.put(`/messages/${message.id}/vote`, { options }));
  }

  /** @param {import("../types.js").Message} message */
  async #close({ id, poll }) {
    await this.page.attempt(this.page.api.patch(`/messages/${id}/poll`, { closed: !poll?.closedAt }));
  }
}
