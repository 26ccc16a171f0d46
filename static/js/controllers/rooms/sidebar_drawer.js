import { short } from "../../views/rooms/sidebar_room.js";
import { byId, oncePerFrame, setText, target } from "../../views/ui/dom.js";

/** Makes the sidebar slide over the room on narrow screens. */
export class SidebarDrawer {
  #narrow = matchMedia("(max-width: 48rem)");

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.sidebar = byId("sidebar");
    this.button = /** @type {HTMLElement} */ (document.querySelector('[data-action="open-drawer"]'));
    document.addEventListener("click", (event) => this.#clicked(event));
    this.sidebar.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    for (const name of /** @type {const} */ (["room", "toEnd", "panel"])) page.on(name, () => this.close());
    const count = oncePerFrame(() => this.#count());
    page.store.on("rooms", count);
    page.store.on("invitations", count);
    this.#count();
  }

  open() {
    if (!this.#narrow.matches) return;
    this.#set(true);
    const current = this.sidebar.querySelector('[aria-current="page"]') ?? this.sidebar.querySelector("a");
    if (current instanceof HTMLElement) current.focus();
  }

  close() {
    if (!this.sidebar.classList.contains("sidebar--open")) return;
    const hadFocus = this.sidebar.contains(document.activeElement);
    this.#set(false);
    if (hadFocus) this.button.focus();
  }

  /** @param {boolean} open */
  #set(open) {
    this.sidebar.classList.toggle("sidebar--open", open);
    byId("scrim").hidden = !open;
    byId("main").inert = byId("view").inert = open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  /** @param {Event} event */
  #clicked(event) {
    if (target(event, '[data-action="open-drawer"]')) this.open();
    else if (target(event, '[data-action="close-drawer"]')) this.close();
  }

  /** Show how much is unread in the other rooms, and how many invitations wait. */
  #count() {
    const badge = byId("drawer-badge");
    const { mentions } = this.page.store.rooms.totals();
    const count = mentions + this.page.store.invitations.length;
    badge.hidden = count === 0;
    setText(badge, short(count));
  }
}
