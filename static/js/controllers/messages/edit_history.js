import { showVersions } from "../../views/messages/edit_history.js";
import { byId, part, target } from "../../views/ui/dom.js";

/** Shows the earlier versions of an edited message. */
export class EditHistory {
  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.dialog = byId("history", HTMLDialogElement);
    byId("rows").addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {Event} event */
  async #clicked(event) {
    const row = target(event, ".message");
    const message = row && target(event, '[data-action="history"]') ? this.page.messageOf(row) : undefined;
    if (!message) return;
    const answer = await this.page.attempt(this.page.api.get(`/messages/${message.id}/history`));
    if (!answer) return;
    showVersions(part(this.dialog, "versions"), answer.versions, this.page.times);
    this.dialog.showModal();
  }
}
