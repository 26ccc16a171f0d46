import { uuid } from "../../net/api/uuid.js";
import { askDateTime } from "../../views/later/date_time_dialog.js";
import { byId } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** The clock button next to Send. It schedules the composer's message with its files, or opens the lists if
 * there is none. */
export class SendLater {
  #busy = false;

  /** @param {import("../page/page.js").Page} page @param {import("../composing/composer.js").Composer} composer */
  constructor(page, composer) {
    this.page = page;
    this.composer = composer;
    byId("send-later").addEventListener("click", () => this.#pressed());
  }

  async #pressed() {
    // A second press while the first is under way would schedule the message again.
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#schedule();
    } finally {
      this.#busy = false;
    }
  }

  async #schedule() {
    const { page, composer } = this;
    const { roomId } = page;
    if (composer.drafts.parts(roomId).edit) return page.toast(gettext("Finish the edit first."));
    const draft = composer.draft();
    if (!draft) return page.emit("later", undefined);
    if (composer.files?.busy) return;
    const text = composer.text;
    const content = await composer.commands?.messageOf(text);
    if (content === null || content === undefined)
      return page.toast(gettext("A command runs at once. It cannot be sent later."));
    const clientId = uuid();
    const answer = await askDateTime({ title: gettext("Send later"), ok: gettext("Schedule") }, page.times);
    if (!answer) return composer.input.focus();
    const attachmentIds = draft.attachments.map(({ id }) => id);
    const reply = draft.replyTo ? { replyTo: draft.replyTo.id } : {};
    const body = { roomId, content, sendAt: answer.at, clientId, attachmentIds, ...reply };
    const kept = await page.attempt(page.api.post("/scheduled", body));
    if (!kept) return;
    composer.files?.take(roomId);
    if (composer.drafts.get(roomId) === text) composer.clear(roomId);
    page.toast(gettext("It will be sent: %(time)s.", { time: page.times.moment(kept.sendAt) }));
  }
}
