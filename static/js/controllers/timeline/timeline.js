import { isThreadOnly } from "../../state/messages/thread_only.js";
import { MOST_MESSAGES } from "../../state/timeline/timeline.js";
import { Scroller } from "../../views/timeline/scroller.js";
import { timelineView } from "../../views/timeline/timeline_view.js";
import { byId, oncePerTurn } from "../../views/ui/dom.js";

const LOAD_WITHIN = 900;
const HIGHLIGHT_MS = 2_500;
const AGAIN_MS = 2_000;

/** Shows the open room's messages. It updates the rows from the state, and loads more near either end. */
export class TimelineController {
  #stop = () => {};
  /** The scroll position of each room when it was left. @type {Map<number, {key: string, top: number} | null>} */
  #places = new Map();
  /** @type {number | null} the seq of a message to show as soon as it is loaded */
  #wanted = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.rows = byId("rows");
    this.view = timelineView(this.rows, page.rowContext);
    this.scroller = new Scroller(byId("scroller"), this.rows);
    this.scroller.element.addEventListener(
      "scroll",
      oncePerTurn(() => this.#scrolled()),
      { passive: true },
    );
    this.shownRoom = page.roomId;
    page.on("room", ({ roomId, around }) => this.#enter(roomId, around));
    page.on("show", ({ seq }) => this.#want(seq));
    page.on("covered", () => this.#scrolled());
    page.on("toEnd", () => this.scroller.toBottom());
    // If the user reached the edge before the page was connected, no further scroll event comes.
    page.store.on("welcome", () => this.scroller.distanceFromTop < 1 && this.#scrolled());
    page.deletions.on("change", ({ roomId }) => roomId === page.roomId && this.show());
    page.on("people", () => this.#refresh());
    page.store.on("me", () => this.show());
    page.store.on("person", () => this.#refresh());
    page.store.on("outbox", ({ roomId }) => roomId === page.roomId && this.#followOwn());
    this.#listen();
    if (page.boot.around !== null) this.#want(page.boot.around);
    this.show();
  }

  show() {
    const { page, scroller } = this;
    const { timeline } = page;
    if (!timeline) return;
    // New messages make the list longer. Drop the oldest ones if the user follows the end. If the user reads further
    // up, drop the newest ones instead, and only far above the limit.
    if (timeline.atEnd) {
      if (scroller.pinned) timeline.trim("oldest");
      else timeline.trim("newest", 2 * MOST_MESSAGES);
    }
    page.people.addUnknown(...timeline.messages.map(({ author }) => author));
    scroller.hold(() => {
      this.view.show(page.shownRows(timeline.rows()));
      byId("timeline-start").hidden = !timeline.loaded || !timeline.atStart;
    });
    this.#showWanted();
    this.#scrolled();
  }

  /** @param {number} roomId @param {number} [around] */
  #enter(roomId, around) {
    const { scroller } = this;
    if (roomId !== this.shownRoom) {
      this.#places.set(this.shownRoom, scroller.mark());
      this.view.show([]);
      this.shownRoom = roomId;
    }
    const unread = (this.page.store.rooms.get(roomId)?.unread ?? 0) > 0;
    const place = unread || around !== undefined ? null : (this.#places.get(roomId) ?? null);
    scroller.pinned = true;
    this.#wanted = around ?? null;
    this.#listen();
    this.show();
    scroller.restore(place);
    this.#showWanted();
  }

  #listen() {
    this.#stop();
    const show = oncePerTurn(() => this.show());
    this.#stop = this.page.store.on(`timeline:${this.page.roomId}`, ({ reset }) => {
      if (reset && this.#wanted === null && this.page.timeline?.atEnd) this.scroller.pinned = true;
      show();
    });
  }

  /** Scroll to the user's own new message. */
  #followOwn() {
    const pending = this.page.store.outbox.pendingFor(this.page.roomId);
    if (pending.some((each) => !each.attempted && each.state === "pending" && !isThreadOnly(each)))
      this.scroller.toBottom();
  }

  #refresh() {
    this.view.invalidate();
    this.show();
  }

  /** @param {number} seq */
  #want(seq) {
    this.#wanted = seq;
    this.#showWanted();
  }

  #showWanted() {
    if (this.#wanted === null) return;
    const wanted = this.page.timeline?.at(this.#wanted);
    if (wanted && isThreadOnly(wanted)) {
      this.#wanted = null;
      // When the page starts, the panel subscribes after this.
      setTimeout(() => this.page.emit("thread", wanted));
      return;
    }
    if (wanted && this.page.store.ignores(wanted)) this.page.unfold([wanted.id]);
    const row = this.rows.querySelector(`[data-seq="${this.#wanted}"].message`);
    if (!(row instanceof HTMLElement)) return;
    this.#wanted = null;
    this.scroller.show(row);
    row.classList.add("message--highlight");
    setTimeout(() => row.classList.remove("message--highlight"), HIGHLIGHT_MS);
  }

  #scrolled() {
    const { page, scroller } = this;
    const { timeline } = page;
    if (!timeline?.loaded) return;
    const seq = timeline.messages.at(-1)?.seq;
    if (seq !== undefined)
      page.store.readMarker.show(seq, timeline.atEnd && scroller.showsEnd && !page.layers?.covered);
    if (!page.connection.online) return;
    if (!timeline.atStart && scroller.distanceFromTop < LOAD_WITHIN)
      this.#load("loading-older", page.store.loadOlder(page.roomId));
    if (!timeline.atEnd && scroller.distanceFromBottom < LOAD_WITHIN)
      this.#load("loading-newer", page.store.loadNewer(page.roomId));
  }

  /** @param {string} id @param {Promise<void>} loading */
  async #load(id, loading) {
    const sign = byId(id);
    const { timeline } = this.page;
    const before = ends(timeline);
    const timer = setTimeout(() => this.scroller.hold(() => sign.removeAttribute("hidden")), 300);
    const done = await this.page.attempt(loading.then(() => true));
    clearTimeout(timer);
    if (!sign.hidden) this.scroller.hold(() => sign.setAttribute("hidden", ""));
    // No answer came in time. At the edge the user cannot scroll further to repeat the request, so repeat it here.
    if (done && timeline === this.page.timeline && ends(timeline) === before) this.#scheduleRetry();
  }

  #scheduleRetry() {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#scrolled(), AGAIN_MS);
  }
}

/** @param {import("../../state/timeline/timeline.js").Timeline | undefined} timeline */
function ends(timeline) {
  return (
    timeline && [timeline.messages[0]?.seq, timeline.messages.at(-1)?.seq, timeline.atStart, timeline.atEnd].join()
  );
}
