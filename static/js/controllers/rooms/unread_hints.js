import { byId, oncePerFrame, part, setText } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** Says that there is something unread above or below what the sidebar shows, and scrolls there. */
export class UnreadHints {
  /** @type {Record<"above" | "below", HTMLElement | undefined>} the nearest entry on each side */
  #next = { above: undefined, below: undefined };

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.lists = byId("sidebar-lists");
    this.above = byId("unread-above");
    this.below = byId("unread-below");
    const show = oncePerFrame(() => this.show());
    // The entries are drawn once a frame too.
    const later = () => requestAnimationFrame(show);
    for (const name of /** @type {const} */ (["rooms", "me"])) page.store.on(name, later);
    page.on("room", later);
    this.lists.addEventListener("scroll", show, { passive: true });
    addEventListener("resize", show);
    this.above.addEventListener("click", () => this.#go("above"));
    this.below.addEventListener("click", () => this.#go("below"));
    this.show();
  }

  show() {
    const { top, bottom } = this.lists.getBoundingClientRect();
    const unread = /** @type {NodeListOf<HTMLElement>} */ (
      this.lists.querySelectorAll(
        ".section:not(.section--closed) .entry--unread, .section--closed [data-part=sum]:not([hidden])",
      )
    );
    const boxes = [...unread].map((element) => ({ element, box: element.getBoundingClientRect() }));
    const above = boxes.filter(({ box }) => box.bottom <= top + box.height / 2);
    const below = boxes.filter(({ box }) => box.top >= bottom - box.height / 2);
    this.#next = { above: above.at(-1)?.element, below: below[0]?.element };
    this.#hint(this.above, above.length, gettext("Unread above"));
    this.#hint(this.below, below.length, gettext("Unread below"));
  }

  /** @param {HTMLElement} button @param {number} count @param {string} text */
  #hint(button, count, text) {
    button.hidden = count === 0;
    setText(part(button, "text"), text);
  }

  /** @param {"above" | "below"} side */
  #go(side) {
    const element = this.#next[side];
    element?.scrollIntoView({ block: "center" });
    element?.querySelector("a")?.focus({ preventScroll: true });
  }
}
