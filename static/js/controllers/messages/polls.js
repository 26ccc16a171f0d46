import { choicesAfter } from "../../state/messages/poll_votes.js";
import { byId, target } from "../../views/ui/dom.js";

/** Takes votes, closes polls. */
export class Polls {
  /** Voters whose names have been asked for: who left is not among the members. @type {Set<number>} */
  #asked = new Set();

  /** @param {import("../page/page.js").Page} page @param {import("../people/member_directory.js").MemberDirectory} members */
  constructor(page, members) {
    this.page = page;
    this.members = members;
    byId("rows").addEventListener("strangers", (event) => this.#meet(event));
    byId("rows").addEventListener("click", (event) => this.#voted(event));
    page.on("closePoll", (message) => this.#close(message));
  }

  /** Votes come with ids; the names of those who have not written yet are asked for. @param {Event} event */
  async #meet(event) {
    /** @type {number[]} */
    const ids = event instanceof CustomEvent ? event.detail : [];
    const strangers = ids.filter((id) => !this.#asked.has(id));
    if (strangers.length === 0) return;
    for (const id of strangers) this.#asked.add(id);
    const { page } = this;
    await this.members.of(page.roomId).catch(() => {});
    page.emit("people", undefined);
  }

  /** @param {Event} event */
  async #voted(event) {
    const button = target(event, ".poll__choice");
    const row = target(event, ".message");
    const message = button && row ? this.page.messageOf(row) : undefined;
    if (!button || !message?.poll || !this.page.mayWrite) return;
    const options = choicesAfter(message.poll, this.page.me.id, Number(button.dataset.place));
    await this.page.attempt(this.page.api.put(`/messages/${message.id}/vote`, { options }));
  }

  /** @param {import("../../types.js").Message} message */
  async #close({ id, poll }) {
    await this.page.attempt(this.page.api.patch(`/messages/${id}/poll`, { closed: !poll?.closedAt }));
  }
}
