import { isThreadOnly } from "../../state/messages/thread_only.js";

const IDLE_MS = 5 * 60_000;
const CHOICE_KEY = "status";

/** Whether somebody is at this page: decides what counts as read and when one is shown as away. */
export class UserActivity {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #idle;
  #idling = false;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    for (const name of ["focus", "blur"]) addEventListener(name, () => this.#look());
    document.addEventListener("visibilitychange", () => this.#look());
    for (const name of ["pointerdown", "pointermove", "keydown", "wheel"])
      addEventListener(name, () => this.#active(), { passive: true });
    page.store.on("message", (message) => this.#heard(message));
    page.on("room", () => this.#look());
    this.#look();
    this.#active();
    this.#tell();
  }

  /** @returns {"online" | "away"} what the user chose; `online` follows what they do */
  get choice() {
    return sessionStorage.getItem(CHOICE_KEY) === "away" ? "away" : "online";
  }

  /** @param {"online" | "away"} status */
  choose(status) {
    sessionStorage.setItem(CHOICE_KEY, status);
    this.#tell();
  }

  get #attentive() {
    return document.hasFocus() && document.visibilityState === "visible";
  }

  #look() {
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
    this.#tell();
  }

  #tell() {
    const away = this.choice === "away" || this.#idling;
    if (this.page.store.away !== away) this.page.store.setAway(away);
  }

  /** The first message that comes while nobody looks gets the divider above it. @param {import("../../types.js").Message} message */
  #heard(message) {
    const { roomId, seq, author } = message;
    if (isThreadOnly(message) || roomId !== this.page.roomId || this.#attentive || author.id === this.page.me.id)
      return;
    const { room, timeline } = this.page;
    if (timeline && room.unread === 1) timeline.setUnreadAfter(seq - 1);
  }
}
