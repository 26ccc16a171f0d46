import { wordsOf } from "../../state/files/attachments.js";
import { isThreadOnly } from "../../state/messages/thread_only.js";
import { byId } from "../../views/ui/dom.js";

const KEPT = 10;
const LENGTH = 300;

/** Announces new messages of the open room and thread to screen readers, once each. Loaded history is not announced. */
export class Announcer {
  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.log = byId("announcer");
    page.store.on("message", (message) => this.#announce(message));
    page.on("room", () => this.log.replaceChildren());
  }

  /** @param {import("../../types.js").Message} message */
  #announce(message) {
    const { roomId, threadId, author, content, attachments } = message;
    const { store, me } = this.page;
    const shown = isThreadOnly(message) ? threadId === store.threads.root?.id : roomId === this.page.roomId;
    if (!shown || author.id === me.id) return;
    const line = document.createElement("p");
    line.textContent = `${author.displayName}: ${wordsOf({ content, attachments }).slice(0, LENGTH)}`;
    this.log.append(line);
    while (this.log.children.length > KEPT) this.log.firstElementChild?.remove();
  }
}
