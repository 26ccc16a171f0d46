import { enliven } from "../../views/messages/prose.js";
import { byId } from "../../views/ui/dom.js";
import { errorText } from "../../views/ui/error_text.js";
import { gettext } from "../../views/ui/i18n.js";

/** Shows a preview of the message in place of the text box. The server renders it, as it renders every message. */
export class MessagePreview {
  #asked = 0;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.form = byId("composer", HTMLFormElement);
    this.input = byId("composer-input", HTMLTextAreaElement);
    this.box = byId("composer-preview");
    this.button = byId("preview-button", HTMLButtonElement);
    this.button.addEventListener("click", () => (this.isOpen ? this.close() : this.#open()));
    this.box.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.form.addEventListener("submit", () => this.close({ focus: false }));
    for (const name of /** @type {const} */ (["room", "reply", "edit", "take", "focus"]))
      page.on(name, () => this.close({ focus: name !== "room" }));
  }

  get isOpen() {
    return !this.box.hidden;
  }

  close({ focus = true } = {}) {
    this.#asked += 1;
    if (!this.isOpen) return;
    this.#toggle(false);
    if (focus) this.input.focus();
  }

  async #open() {
    const content = this.input.value;
    if (!content.trim()) return this.input.focus();
    this.#asked += 1;
    const asked = this.#asked;
    this.box.style.minHeight = `${this.input.offsetHeight}px`;
    this.#toggle(true);
    this.box.textContent = gettext("One moment…");
    this.box.focus();
    try {
      const { html } = await this.page.api.post("/preview", { roomId: this.page.roomId, content });
      // The server has sanitised this HTML, as it does for every message.
      if (asked !== this.#asked) return;
      this.box.innerHTML = html;
      enliven(this.box);
    } catch (error) {
      if (asked === this.#asked) this.box.textContent = errorText(error);
    }
  }

  /** @param {boolean} on */
  #toggle(on) {
    this.box.hidden = !on;
    this.input.hidden = on;
    this.button.setAttribute("aria-pressed", String(on));
  }
}
