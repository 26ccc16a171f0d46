import { actionToast } from "../../views/ui/action_toast.js";
import { target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

const UNDO_MS = 10_000;

/** Marks all rooms as read, and offers to undo it. */
export class ReadAll {
  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    document.addEventListener("click", (event) => target(event, '[data-action="read-all"]') && this.#mark());
    page.on("readAll", () => this.#mark());
  }

  async #mark() {
    const { page } = this;
    const previous = await page.attempt(page.api.post("/reads", {}));
    if (!previous) return;
    const { rooms, threads } = previous;
    if (Object.keys(rooms).length + Object.keys(threads).length === 0)
      return page.toast(gettext("Everything is read already."));
    const run = () => this.#undo(previous);
    actionToast({ text: gettext("Everything is marked as read."), action: gettext("Undo"), run, ms: UNDO_MS });
  }

  /** @param {{rooms: Record<string, number>, threads: Record<string, number>}} previous */
  async #undo(previous) {
    // Otherwise the open room would be marked as read again at once. It stays unread until the user opens it again.
    if (previous.rooms[this.page.roomId] !== undefined) this.page.store.readMarker.hold();
    await this.page.attempt(this.page.api.post("/reads", previous));
  }
}
