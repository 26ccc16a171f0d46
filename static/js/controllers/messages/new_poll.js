import { uuid } from "../../net/api/uuid.js";
import { byId, part, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

const OPTIONS = 10;

/** The dialog that starts a poll. Its texts are kept with the room's draft until it is asked or discarded. */
export class NewPoll {
  #clientId = "";
  #roomId = 0;

  /** @param {import("../page/page.js").Page} page @param {import("../composing/composer.js").Composer} composer */
  constructor(page, composer) {
    this.page = page;
    this.composer = composer;
    this.dialog = byId("new-poll", HTMLDialogElement);
    this.form = part(this.dialog, "form", HTMLFormElement);
    this.fields = part(this.dialog, "fields");
    this.question = part(this.dialog, "question", HTMLInputElement);
    this.multiple = part(this.dialog, "multiple", HTMLInputElement);
    byId("ask-poll").addEventListener("click", () => this.#open());
    this.form.addEventListener("submit", (event) => this.#ask(event));
    this.form.addEventListener("input", () => this.#changed());
    this.dialog.addEventListener("click", (event) => target(event, '[data-action="close"]') && this.#discard());
  }

  #open() {
    const { drafts } = this.composer;
    this.#roomId = this.page.roomId;
    // One id for the dialog: asked twice, or again after a lost answer, it is one poll.
    this.#clientId = uuid();
    const { poll, replyTo, attachments = [] } = drafts.parts(this.#roomId);
    this.form.reset();
    this.fields.replaceChildren();
    this.question.value = poll?.question ?? "";
    this.multiple.checked = poll?.multiple ?? false;
    this.#grow(poll?.options ?? []);
    const goesWith = part(this.dialog, "goes-with");
    goesWith.hidden = !replyTo && attachments.length === 0 && !this.composer.files?.any;
    this.dialog.showModal();
    this.question.focus();
  }

  #changed() {
    this.#grow();
    const [question, options] = [this.question.value, this.#options()];
    const poll = { question, options, multiple: this.multiple.checked };
    this.composer.drafts.setPart(this.#roomId, "poll", question.trim() || options.length > 0 ? poll : undefined);
  }

  #discard() {
    this.composer.drafts.setPart(this.#roomId, "poll");
    this.dialog.close();
  }

  /** Keep one empty field for another option. @param {string[]} [values] of new fields */
  #grow(values = []) {
    const filled = this.#options().length + values.length;
    while (this.fields.children.length < Math.min(OPTIONS, Math.max(2, filled + 1))) {
      const number = this.fields.children.length + 1;
      const input = document.createElement("input");
      input.className = "input";
      input.maxLength = 120;
      input.required = number <= 2;
      input.autocomplete = "off";
      input.placeholder = gettext("Option %(number)s", { number });
      input.setAttribute("aria-label", input.placeholder);
      input.value = values[number - 1] ?? "";
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
    const { page, composer } = this;
    const roomId = this.#roomId;
    if (ok.disabled || composer.files?.busy) return;
    const { replyTo, attachments = [] } = composer.drafts.parts(roomId);
    const more = { attachmentIds: attachments.map(({ id }) => id), ...(replyTo && { replyTo: replyTo.id }) };
    const ballot = { question: this.question.value, options: this.#options(), multiple: this.multiple.checked };
    ok.disabled = true;
    const body = { ...ballot, clientId: this.#clientId, ...more };
    const made = await page.attempt(page.api.post(`/rooms/${roomId}/polls`, body));
    ok.disabled = false;
    if (!made) return;
    composer.files?.take(roomId);
    composer.drafts.setPart(roomId, "replyTo");
    composer.drafts.emit("received", { roomId });
    this.#discard();
    page.emit("toEnd", undefined);
  }
}
