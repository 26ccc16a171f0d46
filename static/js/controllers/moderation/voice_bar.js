import { byId, setText } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

const SECOND = 1_000;
/** Browsers call back at once for a longer time. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Says in place of the composer why the user cannot write and until when, and counts down the wait of slow mode. */
export class VoiceBar {
  #timer = 0;
  #asked = false;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.bar = byId("voice-bar");
    this.note = byId("slow-note");
    page.on("room", () => this.show());
    page.store.on("rooms", ({ roomIds }) => roomIds.includes(page.roomId) && this.show());
    page.store.on("moderation", () => this.show());
    page.store.on("message", ({ roomId, author, kind }) => {
      // A line such as "Ada joined" is no message of hers.
      if (author.id !== page.me.id || kind !== "message") return;
      page.store.moderation.noteSent(roomId, Date.now());
      this.show();
    });
    this.show();
  }

  show() {
    clearTimeout(this.#timer);
    const { room, restriction, store } = this.page;
    const member = room.role !== null && !room.archived;
    this.bar.hidden = !member || restriction === null;
    setText(this.bar, restriction ? this.#text(restriction) : "");
    if (restriction?.kind === "muted") this.#waitFor(restriction);
    const left = restriction ? 0 : store.moderation.wait(room, Date.now());
    setText(this.note, left ? gettext("Slow mode: %(seconds)s s", { seconds: Math.ceil(left / SECOND) }) : "");
    if (left) this.#timer = window.setTimeout(() => this.show(), left % SECOND || SECOND);
  }

  /** @param {import("../../state/moderation/moderation.js").Restriction} restriction */
  #text(restriction) {
    if (restriction.kind === "read_only") return gettext("Only moderators write in this room.");
    const { until, reason } = restriction;
    const text = until
      ? gettext("A moderator has muted you until %(time)s.", { time: this.page.times.full(until) })
      : gettext("A moderator has muted you.");
    return reason ? `${text} ${gettext("Reason: %(reason)s", { reason })}` : text;
  }

  /** Show the composer again when the mute is over, and ask for its reason once. @param {{until: string | null, reason: string}} mute */
  #waitFor({ until, reason }) {
    const { page } = this;
    if (!reason && !this.#asked) {
      this.#asked = true;
      page.api.get("/me/record").then(
        (record) => page.store.moderation.addReasons(record),
        () => {}, // The bar stays without the reason.
      );
    }
    if (!until) return;
    const left = Math.min(Date.parse(until) - Date.now(), LONGEST_TIMER);
    this.#timer = window.setTimeout(() => page.store.emit("moderation", undefined), Math.max(left, 0) + 1);
  }
}
