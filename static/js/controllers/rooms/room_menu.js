import { byId, clone, part, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { onLongPress } from "../../views/ui/long_press.js";
import { Menu } from "../../views/ui/menu.js";

/**
 * The menu of a room: by its button, by a right click, by a long press, and by the keys for menus. One button moves to
 * the entry under the pointer or the focus. The header has one for the open room.
 */
export class RoomMenu {
  #roomId = 0;

  /** @param {import("../page/page.js").Page} page @param {import("./sidebar_changes.js").SidebarChanges} changes */
  constructor(page, changes) {
    this.page = page;
    this.changes = changes;
    this.element = byId("room-menu");
    this.menu = new Menu(this.element);
    this.button = clone("room-menu-button");
    const lists = byId("sections");
    for (const name of ["pointerover", "focusin"])
      lists.addEventListener(name, (event) => this.#follow(target(event, ".entry")));
    lists.addEventListener("pointerleave", () => this.#leave());
    lists.addEventListener("contextmenu", (event) => this.#contextMenu(event));
    onLongPress(
      lists,
      (event) => target(event, ".entry"),
      (row, place) => this.#open(Number(row.dataset.roomId), place, row.querySelector("a")),
    );
    document.addEventListener("click", (event) => this.#buttonClicked(event));
    this.element.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {HTMLElement | null} row */
  #follow(row) {
    if (row && !this.menu.isOpen && this.button.parentElement !== row) row.append(this.button);
  }

  #leave() {
    if (!this.menu.isOpen && !this.button.parentElement?.contains(document.activeElement)) this.button.remove();
  }

  /** @param {Event} event */
  #buttonClicked(event) {
    const button = target(event, '[data-action="room-menu"]');
    if (!button) return;
    const row = target(event, ".entry");
    this.#open(row ? Number(row.dataset.roomId) : this.page.roomId, button, button);
  }

  /** @param {MouseEvent} event also of the keys for menus */
  #contextMenu(event) {
    const row = target(event, ".entry");
    if (!row) return;
    event.preventDefault();
    const byKey = event.clientX === 0 && event.clientY === 0;
    const link = /** @type {HTMLElement} */ (row.querySelector("a"));
    this.#open(Number(row.dataset.roomId), byKey ? link : { x: event.clientX, y: event.clientY }, link);
  }

  /** @param {number} roomId @param {import("../../views/ui/menu.js").Place} place @param {HTMLElement | null} opener */
  #open(roomId, place, opener) {
    const entry = this.page.store.rooms.get(roomId);
    const section = this.changes.sectionOf(roomId);
    if (!entry || !section || this.menu.isOpen) return;
    const settings = part(this.element, "settings", HTMLAnchorElement);
    this.#roomId = roomId;
    this.#item("mark-read").hidden = entry.unread === 0;
    this.#item("favourite").setAttribute("aria-checked", String(entry.favourite ?? false));
    this.#item("mute").setAttribute("aria-checked", String(entry.notify === "none"));
    this.#item("move-up").hidden = this.changes.placeAfter(roomId, -1) === undefined;
    this.#item("move-down").hidden = this.changes.placeAfter(roomId, 1) === undefined;
    settings.hidden = entry.kind === "direct";
    settings.href = `/rooms/${roomId}/settings/`;
    part(this.element, "sections").replaceChildren(...this.#targets(entry, section.key));
    this.menu.open(place, { opener });
  }

  /** @param {import("../../types.js").RoomEntry} entry @param {string} current @returns {HTMLElement[]} */
  #targets({ kind }, current) {
    const { sections } = this.page.store.me.sidebar;
    if (sections.length === 0) return [];
    const usual = kind === "direct" ? "conversations" : "rooms";
    const usualName = kind === "direct" ? gettext("Conversations") : gettext("Rooms");
    const all = [...sections.map(({ id, name }) => [String(id), name]), [usual, usualName]];
    return all.map(([key, name]) => {
      const item = document.createElement("button");
      const text = document.createElement("span");
      item.type = "button";
      item.className = "menu__item";
      item.dataset.section = key;
      item.setAttribute("role", "menuitemradio");
      item.setAttribute("aria-checked", String(key === current));
      text.className = "truncate";
      text.textContent = name;
      item.append(text);
      return item;
    });
  }

  /** @param {Event} event */
  async #clicked(event) {
    const { action, section } = target(event, "button")?.dataset ?? {};
    const roomId = this.#roomId;
    const entry = this.page.store.rooms.get(roomId);
    if ((!action && !section) || !entry) return;
    this.menu.close();
    if (section) await this.changes.move(roomId, section);
    else if (action) await this.#act(action, entry);
    requestAnimationFrame(() => this.#focus(roomId));
  }

  /** Give an entry the focus that it lost when it was moved. @param {number} roomId */
  #focus(roomId) {
    if (document.activeElement !== document.body) return;
    const link = byId("sections").querySelector(`[data-room-id="${roomId}"] a`);
    if (link instanceof HTMLElement) link.focus({ preventScroll: true });
  }

  /** @param {string} action @param {import("../../types.js").RoomEntry} entry */
  async #act(action, { id, seq, notify, favourite, section, kind }) {
    const { changes, page } = this;
    const own = page.store.me.sidebar.sections.some((each) => each.id === section);
    if (action === "mark-read") await page.attempt(page.store.markRead(id, seq));
    else if (action === "mute") await changes.notify(id, notify === "none" ? "all" : "none");
    else if (action === "move-up" || action === "move-down") await changes.step(id, action === "move-up" ? -1 : 1);
    else if (action === "favourite")
      await changes.move(
        id,
        !favourite ? "favourites" : own ? String(section) : kind === "direct" ? "conversations" : "rooms",
      );
    else if (action === "new-section") {
      const key = await changes.create();
      // The section itself comes by an event, perhaps a moment later.
      if (key) await changes.move(id, key);
    }
  }

  /** @param {string} action @returns {HTMLElement} */
  #item(action) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-action="${action}"]`));
  }
}
