import { isThreadOnly } from "../../state/messages/thread_only.js";
import { byId } from "../../views/ui/dom.js";

const IDLE_MS = 5 * 60_000;

/** Watches whether the user is active on this page. This decides what counts as read, and whether they are away. */
export class UserActivity {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #idle;
  #idling = false;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    for (const name of ["focus", "blur"]) addEventListener(name, () => this.#updateAttention());
    document.addEventListener("visibilitychange", () => this.#updateAttention());
    for (const name of ["pointerdown", "pointermove", "keydown", "wheel"])
      addEventListener(name, () => this.#active(), { passive: true });
    page.store.on("message", (message) => this.#received(message));
    page.on("room", () => this.#updateAttention());
    for (const name of /** @type {const} */ (["me", "connection"])) page.store.on(name, () => this.#sendStatus());
    this.#updateAttention();
    this.#active();
    this.#sendStatus();
  }

  /** @returns {"online" | "away"} the user's choice for all their devices; with `online`, the status follows their activity */
  get choice() {
    return this.page.store.me.away ? "away" : "online";
  }

  /** @param {"online" | "away"} status */
  async choose(status) {
    const { page } = this;
    const me = await page.attempt(page.api.put("/me/away", { away: status === "away" }));
    if (me) page.store.applyMe(me);
  }

  get #attentive() {
    return document.hasFocus() && document.visibilityState === "visible";
  }

  #updateAttention() {
    this.page.store.readMarker.setAttention(this.#attentive);
  }

  #active() {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#setIdling(true), IDLE_MS);
    if (this.#idling) this.#setIdling(false);
  }

  /** @param {boolean} idling */
  #setIdling(idling) {
    this.#idling = idling;
    this.#sendStatus();
  }

  #sendStatus() {
    const away = this.choice === "away" || this.#idling;
    if (this.page.store.away !== away) this.page.store.setAway(away);
    byId("own-status").dataset.status = this.page.connection.online ? this.choice : "offline";
  }

  /**
   * Put the unread divider above the first message that arrives while the user is not looking.
   * @param {import("../../types.js").Message} message
   */
  #received(message) {
    const { roomId, seq, author } = message;
    if (isThreadOnly(message) || roomId !== this.page.roomId || this.#attentive || author.id === this.page.me.id)
      return;
    const { room, timeline } = this.page;
    if (timeline && room.unread === 1) timeline.setUnreadAfter(seq - 1);
  }
}
