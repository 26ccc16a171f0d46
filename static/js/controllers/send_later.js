import { uuid } from "../net/uuid.js";
import { byId } from "../views/dom.js";
import { gettext } from "../views/i18n.js";
import { askWhen } from "../views/when.js";

/** The clock beside Send: puts off what is written; with nothing written, shows what has been put off. */
export class SendLater {
  /** @param {import("./page.js").Page} page @param {import("./composer.js").Composer} composer */
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
    const answer = await askWhen({ title: gettext("Send later"), ok: gettext("Schedule") }, page.times);
    if (!answer) return composer.input.focus();
    const body = { roomId, content: draft.content, sendAt: answer.at, clientId };
    const reply = draft.replyTo ? { replyTo: draft.replyTo.id } : {};
    const kept = await page.attempt(page.api.post("/scheduled", { ...body, ...reply }));
    if (!kept) return;
    if (page.roomId === roomId && composer.draft()?.content === draft.content) composer.clear();
    page.toast(gettext("It will be sent: %(time)s.", { time: page.times.moment(kept.sendAt) }));
  }
}
