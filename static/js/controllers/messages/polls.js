import { choicesAfter } from "../../state/messages/poll_votes.js";
import { byId, target } from "../../views/ui/dom.js";

/** Sends votes, and closes and reopens polls. */
export class Polls {
  /**
   * The voters whose names were requested. People who left the room stay unknown, and are not requested again.
   * @type {Set<number>}
   */
  #requested = new Set();

  /**
   * @param {import("../page/page.js").Page} page
   * @param {import("../people/member_directory.js").MemberDirectory} members
   */
  constructor(page, members) {
    this.page = page;
    this.members = members;
    byId("rows").addEventListener("strangers", (event) => this.#loadNames(event));
    byId("rows").addEventListener("click", (event) => this.#voted(event));
    page.on("closePoll", (message) => this.#close(message));
  }

  /** Load the names of voters who are only known by id. @param {Event} event */
  async #loadNames(event) {
    /** @type {number[]} */
    const ids = event instanceof CustomEvent ? event.detail : [];
    const strangers = ids.filter((id) => !this.#requested.has(id));
    if (strangers.length === 0) return;
    for (const id of strangers) this.#requested.add(id);
    const { page } = this;
    await this.members.of(page.roomId).catch(() => {});
    page.emit("people", undefined);
  }

  /** @param {Event} event */
  async #voted(event) {
    const button = target(event, ".poll__choice");
    const row = target(event, ".message");
    const message = button && row ? this.page.messageOf(row) : undefined;
    if (!button || !message?.poll || !this.page.mayReact) return;
    const options = choicesAfter(message.poll, this.page.me.id, Number(button.dataset.place));
    await this.page.attempt(this.page.api.put(`/messages/${message.id}/vote`, { options }));
  }

  /** @param {import("../../types.js").Message} message */
  async #close({ id, poll }) {
    await this.page.attempt(this.page.api.patch(`/messages/${id}/poll`, { closed: !poll?.closedAt }));
  }
}
