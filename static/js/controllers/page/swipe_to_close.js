import { closePanel } from "../../views/ui/dom.js";

const DIRECTION_PX = 12;
const ENOUGH_PX = 80;
const FLICK_PX_PER_MS = 0.5;

/** Closes the drawer and the panels that lie over the room when a finger pushes them out of the screen. */
export class SwipeToClose {
  /** @type {{panel: HTMLElement, x: number, y: number, at: number, out: 1 | -1, swiping: boolean} | null} */
  #touch = null;

  constructor() {
    for (const panel of document.querySelectorAll(".panel, #search, #sidebar"))
      if (panel instanceof HTMLElement) this.#listen(panel);
  }

  /** @param {HTMLElement} panel */
  #listen(panel) {
    panel.addEventListener("touchstart", (event) => this.#begin(event, panel), { passive: true });
    panel.addEventListener("touchmove", (event) => this.#move(event), { passive: true });
    panel.addEventListener("touchend", (event) => this.#end(event), { passive: true });
    panel.addEventListener("touchcancel", () => this.#rest(), { passive: true });
  }

  /** @param {TouchEvent} event @param {HTMLElement} panel */
  #begin(event, panel) {
    this.#rest();
    if (event.touches.length > 1 || getComputedStyle(panel).position !== "fixed" || needsSwipes(event.target)) return;
    const { left, right } = panel.getBoundingClientRect();
    const { clientX: x, clientY: y } = event.touches[0];
    // In a language that is written from the right, the panels are on the other side.
    const out = left + right < innerWidth ? -1 : 1;
    this.#touch = { panel, x, y, at: event.timeStamp, out, swiping: false };
  }

  /** @param {TouchEvent} event */
  #move(event) {
    const touch = this.#touch;
    if (!touch) return;
    const along = (event.touches[0].clientX - touch.x) * touch.out;
    const across = Math.abs(event.touches[0].clientY - touch.y);
    if (!touch.swiping && across > DIRECTION_PX && across > Math.abs(along)) return this.#rest();
    touch.swiping ||= along > DIRECTION_PX && along > across;
    if (!touch.swiping || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    touch.panel.style.transition = "none";
    touch.panel.style.transform = `translateX(${Math.max(0, along) * touch.out}px)`;
  }

  /** @param {TouchEvent} event */
  #end(event) {
    const touch = this.#touch;
    this.#rest();
    if (!touch?.swiping) return;
    const along = (event.changedTouches[0].clientX - touch.x) * touch.out;
    const flicked = along / (event.timeStamp - touch.at) > FLICK_PX_PER_MS && along > 2 * DIRECTION_PX;
    if (along < ENOUGH_PX && !flicked) return;
    closePanel(touch.panel);
  }

  #rest() {
    const panel = this.#touch?.panel;
    this.#touch = null;
    panel?.style.removeProperty("transition");
    panel?.style.removeProperty("transform");
  }
}

/** @param {EventTarget | null} element @returns {boolean} whether a swipe there means something else */
function needsSwipes(element) {
  for (let each = element instanceof Element ? element : null; each; each = each.parentElement) {
    if (each.matches("input, textarea, audio, video")) return true;
    if (each.scrollWidth > each.clientWidth && /auto|scroll/.test(getComputedStyle(each).overflowX)) return true;
  }
  return false;
}
