import { byId, part, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** The dialog with which the user reports a message to the moderators. */
export class ReportDialog {
  #messageId = 0;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.dialog = byId("report", HTMLDialogElement);
    this.form = part(this.dialog, "form", HTMLFormElement);
    this.form.addEventListener("submit", (event) => this.#send(event));
    this.dialog.addEventListener("click", (event) => target(event, '[data-action="close"]') && this.dialog.close());
    page.on("report", (message) => this.#open(message));
  }

  /** @param {import("../../types.js").Message} message */
  #open({ id }) {
    this.#messageId = id;
    this.form.reset();
    this.dialog.showModal();
    part(this.dialog, "reason").focus();
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const ok = part(this.dialog, "ok", HTMLButtonElement);
    const { page } = this;
    const reason = part(this.dialog, "reason", HTMLSelectElement).value;
    const note = part(this.dialog, "note", HTMLInputElement).value;
    ok.disabled = true;
    const sent = await page.attempt(page.api.post(`/messages/${this.#messageId}/reports`, { reason, note }));
    ok.disabled = false;
    if (!sent) return;
    this.dialog.close();
    page.toast(gettext("Thank you. The moderators will look at it."));
  }
}
