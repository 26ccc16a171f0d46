import { byId, closePanel } from "../../views/ui/dom.js";
import { PHONE } from "./page.js";

/** The layers that cover the room on a phone: dialogs, menus, panels and the drawer. */
const LAYERS = "dialog, [popover], .panel, #search, #sidebar";
const LOST_MS = 10_000;

/**
 * On a phone, "back" closes what was opened last, and leaves the room only when nothing is open. Each open layer has an
 * entry in the browser's history, whose state says how many are open. A layer that is closed in another way takes its
 * entry along, so "back" never does nothing.
 */
export class Layers {
  #phone = matchMedia(PHONE);
  /** The open layers, the latest last. @type {HTMLElement[]} */
  #open = [];
  #entries = Number(history.state?.layers ?? 0);
  /** The address of the page below the layers. */
  #address = location.href;
  /** @type {Promise<void> | null} settled when the browser has left the entries of closed layers */
  #leaving = null;
  #arrived = () => {};

  /** @param {import("./page.js").Page} page */
  constructor(page) {
    this.page = page;
    const observer = new MutationObserver(() => this.#look());
    /** @type {HTMLElement[]} */
    this.elements = [...document.querySelectorAll(LAYERS)].map((each) => /** @type {HTMLElement} */ (each));
    for (const element of this.elements) observer.observe(element, { attributeFilter: ["hidden", "open", "class"] });
    // Menus change no attribute. Their event does not bubble.
    document.addEventListener("toggle", () => this.#look(), true);
    byId("panel-scrim").addEventListener("click", () => this.closePanel());
    history.replaceState({ layers: this.#entries }, "", location.href);
    this.#look();
  }

  /** @returns {boolean} whether layers cover the room and "back" closes them */
  get phone() {
    return this.#phone.matches;
  }

  /** @returns {boolean} whether something covers the newest messages */
  get covered() {
    return this.phone && this.#open.length > 0;
  }

  /** Close the panel that lies on top. */
  closePanel() {
    const top = this.#open.findLast((each) => each.matches(".panel, #search"));
    if (top) close(top);
  }

  /**
   * Close all layers, because another room or view is about to be opened.
   * @returns {Promise<void>} settled when the next entry can be added to the history
   */
  async leave() {
    if (!this.phone) return;
    for (const layer of this.#open.toReversed()) close(layer);
    this.#look();
    while (this.#leaving) await this.#leaving;
  }

  /** Find out what is open now. */
  #look() {
    const open = this.elements.filter(isOpen);
    this.#open = [...this.#open.filter(isOpen), ...open.filter((each) => !this.#open.includes(each))];
    this.#adjustHistory();
    this.page.emit("covered", undefined);
  }

  #adjustHistory() {
    if (this.#leaving) return;
    // Others may have added an entry since, for a room or a search.
    this.#entries = Number(history.state?.layers ?? 0);
    const wanted = this.phone ? this.#open.length : 0;
    if (this.#entries === 0) this.#address = location.href;
    while (this.#entries < wanted) {
      this.#entries += 1;
      history.pushState({ layers: this.#entries }, "", location.href);
    }
    if (this.#entries > wanted) this.#leaveEntries(wanted);
  }

  /** @param {number} wanted how many entries of layers remain */
  #leaveEntries(wanted) {
    const steps = wanted - this.#entries;
    this.#entries = wanted;
    this.#leaving = new Promise((resolve) => {
      this.#arrived = () => {
        clearTimeout(lost);
        this.#leaving = null;
        resolve();
        this.#look();
      };
      // A restored tab may have lost the entries. Then nothing moves, and nobody is told.
      const lost = setTimeout(() => this.#arrived(), LOST_MS);
      history.go(steps);
    });
  }

  /** Close layers after a step of the browser. @param {PopStateEvent} event `popstate`, before any other listener */
  moved(event) {
    const entries = Number(event.state?.layers ?? 0);
    if (this.#leaving) {
      event.stopImmediatePropagation();
      // A step of the user may be heard before the one that was asked for.
      if (entries === this.#entries) this.#arrived();
      return;
    }
    const closed = this.#entries - entries;
    if (closed === 0) return;
    this.#entries = entries;
    // The page below is still the same one. After a step forward to a closed layer, `#look` steps back again.
    if (location.href === this.#address || closed < 0) event.stopImmediatePropagation();
    if (closed > 0) for (const layer of this.#open.slice(-closed).reverse()) close(layer);
    this.#look();
  }
}

/** @param {HTMLElement} layer */
function isOpen(layer) {
  if (layer instanceof HTMLDialogElement) return layer.open;
  if (layer.popover !== null) return layer.matches(":popover-open");
  return layer.id === "sidebar" ? layer.classList.contains("sidebar--open") : !layer.hidden;
}

/** @param {HTMLElement} layer */
function close(layer) {
  if (layer instanceof HTMLDialogElement) layer.close();
  else if (layer.popover !== null) layer.hidePopover();
  else closePanel(layer);
}
