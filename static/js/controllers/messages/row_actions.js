import { byId, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** Handles the buttons inside a row: reactions, quotes, threads, folded messages, and retry or discard for one that failed. */
export class RowActions {
  /**
   * @param {import("../page/page.js").Page} page
   * @param {import("../page/navigation.js").Navigation} navigation
   * @param {HTMLElement} [rows] the list of rows; the room's by default
   */
  constructor(page, navigation, rows = byId("rows")) {
    this.page = page;
    this.navigation = navigation;
    rows.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = target(event, "button[data-action]");
    const row = target(event, ".message, .ignored");
    if (!button || !row) return;
    const { action, seq } = button.dataset;
    const clientId = row.dataset.key ?? "";
    if (action === "show-ignored") this.page.unfold(JSON.parse(row.dataset.ids ?? "[]"));
    else if (action === "toggle-reaction") this.#toggle(row, button);
    else if (action === "open-thread") this.#openThread(row, button);
    else if (action === "jump") this.navigation.open(this.page.roomId, { around: Number(seq) });
    else if (action === "remove-previews") this.#removePreviews(row);
    else if (action === "retry") this.page.store.outbox.retry(clientId);
    else if (action === "discard") this.page.store.outbox.discard(clientId);
    else if (action === "edit-pending") this.#takeBack(clientId);
  }

  /** @param {HTMLElement} row @param {HTMLElement} button */
  #toggle(row, button) {
    const message = this.page.messageOf(row);
    const on = button.getAttribute("aria-pressed") !== "true";
    if (message && this.page.mayReact)
      this.page.attempt(this.page.store.react(message, button.dataset.emoji ?? "", on));
  }

  /** @param {HTMLElement} row @param {HTMLElement} button ignored if it belongs to the toolbar, which handles it */
  #openThread(row, button) {
    const message = this.page.messageOf(row);
    if (message && button.matches("[data-part]")) this.page.emit("thread", message);
  }

  /** @param {HTMLElement} row */
  #removePreviews(row) {
    const { page } = this;
    const message = page.messageOf(row);
    if (message) page.attempt(page.api.delete(`/messages/${message.id}/previews`));
  }

  /** @param {string} clientId */
  #takeBack(clientId) {
    const { outbox } = this.page.store;
    const failed = outbox.get(clientId);
    // The message was sent, but the server refused it. So it is not stored, and the user can edit it safely.
    const pending = failed?.state === "failed" ? failed : outbox.take(clientId);
    if (!pending) return this.page.toast(gettext("It may have been sent already."));
    outbox.discard(clientId);
    this.page.emit("take", pending);
  }
}
