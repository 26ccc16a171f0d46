import { uuid } from "../../net/api/uuid.js";
import { byId, part, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

const OPTIONS = 10;

/** The dialog that starts a poll. */
export class NewPoll {
  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.dialog = byId("new-poll", HTMLDialogElement);
    this.form = part(this.dialog, "form", HTMLFormElement);
    this.fields = part(this.dialog, "fields");
    byId("ask-poll").addEventListener("click", () => this.#open());
    this.form.addEventListener("submit", (event) => this.#ask(event));
    this.fields.addEventListener("input", () => this.#grow());
    this.dialog.addEventListener("click", (event) => target(event, '[data-action="close"]') && this.dialog.close());
  }

  #open() {
    this.form.reset();
    this.fields.replaceChildren();
    this.#grow();
    this.dialog.showModal();
    part(this.dialog, "question").focus();
  }

  /** Keep one empty field for another option. */
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
}
