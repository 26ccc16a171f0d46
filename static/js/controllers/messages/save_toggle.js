import { SavedMessages } from "../../state/messages/saved_messages.js";
import { part } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** The entry of the message menu that saves a message, or removes it from the saved ones. */
export class SaveToggle {
  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.saved = new SavedMessages(() => page.api.get("/saved/ids"));
    page.on("offer", ({ menu, message }) => this.#offer(menu, message));
    page.on("save", (message) => this.#switch(message.id));
    page.store.on("saved", (saved) => this.saved.apply(saved));
    page.store.on("welcome", () => this.saved.forget());
  }

  /** @param {HTMLElement} menu @param {import("../../types.js").Message} message */
  async #offer(menu, { id }) {
    const text = part(menu, "save-text");
    text.textContent = gettext("Save for later");
    // If the request fails, the entry keeps its text.
    if (await this.saved.has(id).catch(() => false)) text.textContent = gettext("Remove from saved");
  }

  /** @param {number} id */
  async #switch(id) {
    const { page } = this;
    const done = await page.attempt(this.#ask(id));
    if (done) page.toast(done.on ? gettext("Saved for you.") : gettext("Removed from your saved messages."));
  }

  /** @param {number} id */
  async #ask(id) {
    const on = !(await this.saved.has(id));
    const saved = await this.page.api.request(on ? "PUT" : "DELETE", `/messages/${id}/saved`);
    this.saved.apply(saved);
    return saved;
  }
}
