import { pinItem } from "../../views/messages/pin_list.js";
import { byId, oncePerTurn, target } from "../../views/ui/dom.js";

/** The panel of the room's pinned messages. */
export class PinPanel {
  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.element = byId("pins");
    const load = oncePerTurn(() => this.#load());
    document.addEventListener("click", (event) => this.#clicked(event));
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.#toggle(false));
    page.on("room", () => this.#toggle(false));
    page.on("panel", (name) => name !== "pins" && this.#toggle(false));
    page.store.on("welcome", load);
    page.connection.on("event", ({ type, data }) => {
      if (type !== "chat:changed") return;
      const { roomId } = /** @type {import("../../types.js").Message} */ (data);
      if (roomId === page.roomId) load();
    });
  }

  async #load() {
    const { page } = this;
    const { roomId } = page;
    if (this.element.hidden) return;
    const pins = await page.attempt(page.api.get(`/rooms/${roomId}/pins`));
    if (!pins || roomId !== page.roomId) return;
    byId("pins-empty").hidden = pins.messages.length > 0;
    byId("pin-list").replaceChildren(...pins.messages.map((message) => pinItem(page, message)));
  }

  /** @param {Event} event */
  #clicked(event) {
    if (target(event, '[data-action="toggle-pins"]')) this.#toggle(this.element.hasAttribute("hidden"));
    else if (target(event, '[data-action="close-pins"]')) this.#toggle(false);
    const unpin = target(event, '#pins [data-action="unpin"]');
    const { page } = this;
    if (unpin) page.attempt(page.store.pin({ id: Number(unpin.dataset.id), roomId: page.roomId }, false));
  }

  /** @param {boolean} open */
  #toggle(open) {
    if (this.element.hidden !== open) return;
    const opener = /** @type {HTMLElement} */ (document.querySelector('[data-action="toggle-pins"]'));
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) this.page.emit("panel", "pins");
    if (open) this.#load();
    else if (hadFocus) opener.focus();
  }
}
