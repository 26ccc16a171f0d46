import { uuid } from "../../net/api/uuid.js";
import { askDateTime } from "../../views/later/date_time_dialog.js";
import { byId } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** The clock button next to Send. It schedules the composer's text, or opens the lists if the composer is empty. */
export class SendLater {
  /** @param {import("../page/page.js").Page} page @param {import("../composing/composer.js").Composer} composer */
  constructor(page, composer) {
    this.page = page;
    this.composer = composer;
    byId("send-later").addEventListener("click", () => this.#pressed());
  }

  async #pressed() {
    const { page, composer } = this;
    const draft = composer.draft();
    if (!draft) return page.emit("later", undefined);
    const { roomId } = page;
    const clientId = uuid();
    const answer = await askDateTime({ title: gettext("Send later"), ok: gettext("Schedule") }, page.times);
    if (!answer) return composer.input.focus();
    const body = { roomId, content: draft.content, sendAt: answer.at, clientId };
    const reply = draft.replyTo ? { replyTo: draft.replyTo.id } : {};
    const kept = await page.attempt(page.api.post("/scheduled", { ...body, ...reply }));
    if (!kept) return;
    if (page.roomId === roomId && composer.draft()?.content === draft.content) composer.clear();
    page.toast(gettext("It will be sent: %(time)s.", { time: page.times.moment(kept.sendAt) }));
  }
}
