import { isThreadOnly } from "../../state/messages/thread_only.js";
import { byId, part, setText } from "../../views/ui/dom.js";
import { gettext, ngettext } from "../../views/ui/i18n.js";
import { roomUrl } from "../../views/ui/urls.js";

const FAR = 400;

/** The two buttons over the timeline: up to the first unread message, down to the newest. */
export class JumpPills {
  #arrived = 0;
  /** @type {number | null} the first unread seq, until it has been seen */
  #firstUnread = null;

  /**
   * @param {import("../page/page.js").Page} page
   * @param {import("../../views/timeline/scroller.js").Scroller} scroller
   */
  constructor(page, scroller) {
    this.page = page;
    this.scroller = scroller;
    this.up = byId("jump-unread");
    this.down = byId("jump-newest");
    this.up.addEventListener("click", () => this.#jumpUp());
    this.down.addEventListener("click", () => this.#jumpDown());
    scroller.element.addEventListener("scroll", () => this.show(), { passive: true });
    page.store.on("message", (message) => this.#received(message));
    page.on("room", () => this.#enter());
    this.#enter();
  }

  show() {
    const { scroller, page } = this;
    if (scroller.pinned) this.#arrived = 0;
    const away = !(page.timeline?.atEnd ?? true);
    this.down.hidden = !(this.#arrived > 0 || away || scroller.distanceFromBottom > FAR) || scroller.pinned;
    this.down.classList.toggle("pill--quiet", this.#arrived === 0);
    const count = this.#arrived;
    const news = ngettext("%(count)s new message", "%(count)s new messages", count);
    setText(part(this.down, "text"), count > 0 ? news : gettext("Newest messages"));
    this.up.hidden = this.#firstUnread === null || !page.timeline?.loaded || this.#seen();
  }

  #enter() {
    const { room, timeline } = this.page;
    this.#arrived = 0;
    this.#firstUnread = timeline?.unreadAfter != null ? timeline.unreadAfter + 1 : null;
    const text = ngettext("%(count)s unread message", "%(count)s unread messages", room.unread);
    setText(part(this.up, "text"), text);
    // Wait until the rows of the room are drawn.
    setTimeout(() => this.show());
  }

  /** Hide the button to the first unread message after the user has seen that message. */
  #seen() {
    const { timeline } = this.page;
    if (!timeline?.loaded) return false;
    const row = document.querySelector('#rows [data-key="unread"]');
    const { top, bottom } = this.scroller.element.getBoundingClientRect();
    const box = row?.getBoundingClientRect();
    const above = (timeline.messages[0]?.seq ?? 0) > (this.#firstUnread ?? 0);
    const seen = box ? box.top >= top - 1 && box.top < bottom : !above;
    if (seen) this.#firstUnread = null;
    return seen;
  }

  /** @param {import("../../types.js").Message} message */
  #received(message) {
    const { roomId, author } = message;
    if (isThreadOnly(message) || roomId !== this.page.roomId || author.id === this.page.me.id || this.scroller.pinned)
      return;
    this.#arrived += 1;
    this.show();
  }

  async #jumpUp() {
    const { page } = this;
    const seq = this.#firstUnread;
    this.#firstUnread = null;
    this.up.hidden = true;
    if (seq === null) return;
    await page.attempt(page.store.openRoom(page.roomId, { around: seq }));
    page.emit("show", { seq });
  }

  async #jumpDown() {
    const { page } = this;
    await page.attempt(page.store.openRoom(page.roomId));
    // The address may still point to an older message.
    history.replaceState({}, "", roomUrl(page.room));
    page.emit("toEnd", undefined);
    this.show();
  }
}
