import { isLoud, layOut } from "../../state/rooms/sidebar_layout.js";
import { byId, part, setText } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** @typedef {import("../../state/rooms/sidebar_layout.js").Section} Section */

/** Changes the user's own sidebar. A change shows at once; a refusal is told and undone. */
export class SidebarChanges {
  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.dialog = byId("section-dialog", HTMLDialogElement);
    this.dialog.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest('[data-action="close"]')) this.dialog.close();
    });
  }

  /** @returns {Section[]} from top to bottom */
  sections() {
    const { store, roomId } = this.page;
    return layOut(store.rooms.sections(), store.me.sidebar, roomId);
  }

  /** @param {number} roomId @returns {Section | undefined} the section that shows the room */
  sectionOf(roomId) {
    return this.sections().find(({ entries }) => entries.some(({ id }) => id === roomId));
  }

  /** Close or open a section. @param {string} key @param {boolean} closed */
  async close(key, closed) {
    const { collapsed } = this.page.store.me.sidebar;
    const others = collapsed.filter((other) => String(other) !== key);
    await this.#show({ collapsed: closed ? [...others, keyOnWire(key)] : others });
  }

  /** @param {boolean} hideRead whether to hide rooms without anything unread */
  async hideRead(hideRead) {
    await this.#show({ hideRead });
  }

  /**
   * Put a room into a section, at a place among its rooms.
   * @param {number} roomId
   * @param {string} key of the section
   * @param {number} [place] from 0; at the end by default
   */
  async move(roomId, key, place) {
    const { page } = this;
    const entry = page.store.rooms.get(roomId);
    const from = this.sectionOf(roomId)?.key;
    if (!entry || !from) return;
    if (key !== from) {
      const favourite = key === "favourites";
      const where = favourite ? { favourite } : { favourite, section: Number(key) || 0 };
      page.store.rooms.put({ ...entry, ...where, place: 0 });
      const moved = await page.attempt(page.api.patch(`/rooms/${roomId}`, where));
      // A refusal takes back what was asked, and nothing that has come meanwhile.
      const { favourite: was, section, place: before } = entry;
      const now = page.store.rooms.get(roomId) ?? entry;
      page.store.rooms.put(moved ?? { ...now, favourite: was, section, place: before });
      if (!moved) return;
    }
    if (place !== undefined) await this.#order(roomId, place);
  }

  /** @param {number} roomId @param {1 | -1} step */
  async step(roomId, step) {
    const place = this.placeAfter(roomId, step);
    if (place !== undefined) await this.#order(roomId, place);
  }

  /**
   * @param {number} roomId @param {1 | -1} step
   * @returns {number | undefined} the place in its section of the next room that is shown; none at an end
   */
  placeAfter(roomId, step) {
    const { store, roomId: open } = this.page;
    const entries = this.sectionOf(roomId)?.entries ?? [];
    const isShown = (/** @type {import("../../types.js").RoomEntry} */ entry) =>
      !store.me.sidebar.hideRead || isLoud(entry) || entry.id === open;
    let place = entries.findIndex(({ id }) => id === roomId) + step;
    while (entries[place] && !isShown(entries[place])) place += step;
    return entries[place] && place;
  }

  /** @param {number} roomId @param {import("../../types.js").RoomEntry["notify"]} notify */
  async notify(roomId, notify) {
    const { page } = this;
    const entry = await page.attempt(page.api.patch(`/rooms/${roomId}`, { notify }));
    if (entry) page.store.rooms.put(entry);
  }

  /** Ask for a name, and make a section. @returns {Promise<string | null>} its key */
  async create() {
    const { api } = this.page;
    const made = await this.#ask(gettext("New section"), "", (name) => api.post("/sidebar/sections", { name }));
    return made ? String(made.id) : null;
  }

  /** @param {Section} section */
  async rename({ key, name }) {
    const { api } = this.page;
    await this.#ask(gettext("Rename the section"), name, (text) =>
      api.patch(`/sidebar/sections/${key}`, { name: text }),
    );
  }

  /** Move a section among the user's own. @param {string} key @param {1 | -1} step */
  async stepSection(key, step) {
    const { page } = this;
    const place = page.store.me.sidebar.sections.findIndex(({ id }) => String(id) === key) + step;
    if (place < 0) return;
    await page.attempt(page.api.patch(`/sidebar/sections/${key}`, { place }));
  }

  /** @param {string} key */
  async delete(key) {
    await this.page.attempt(this.page.api.delete(`/sidebar/sections/${key}`));
  }

  /** @param {Partial<import("../../wire_types.js").Sidebar>} change */
  async #show(change) {
    const { page } = this;
    const before = page.store.me.sidebar;
    page.store.applyMe({ sidebar: { ...before, ...change } });
    const sidebar = await page.attempt(page.api.patch("/sidebar", change));
    const undone = Object.fromEntries(
      Object.keys(change).map((key) => [key, before[/** @type {"collapsed"} */ (key)]]),
    );
    page.store.applyMe({ sidebar: sidebar ?? { ...page.store.me.sidebar, ...undone } });
  }

  /** @param {number} roomId @param {number} place in the section where the room is now */
  async #order(roomId, place) {
    const { page } = this;
    const { entries = [] } = this.sectionOf(roomId) ?? {};
    const before = Object.fromEntries(entries.map(({ id, place: known = 0 }) => [id, known]));
    const roomIds = entries.map(({ id }) => id).filter((id) => id !== roomId);
    roomIds.splice(place, 0, roomId);
    page.store.rooms.applyPlaces(Object.fromEntries(roomIds.map((id, at) => [id, at + 1])));
    const answer = await page.attempt(page.api.put("/sidebar/order", { roomIds }));
    if (!answer) page.store.rooms.applyPlaces(before);
  }

  /**
   * Ask for a name until it is accepted or the user cancels.
   * @template T
   * @param {string} title
   * @param {string} value
   * @param {(name: string) => Promise<T>} save
   * @returns {Promise<T | null>}
   */
  #ask(title, value, save) {
    const { dialog, page } = this;
    const form = part(dialog, "form", HTMLFormElement);
    const input = part(dialog, "name", HTMLInputElement);
    const ok = part(dialog, "ok", HTMLButtonElement);
    setText(part(dialog, "title"), title);
    input.value = value;
    dialog.showModal();
    input.select();
    return new Promise((resolve) => {
      const listening = new AbortController();
      const { signal } = listening;
      /** @type {T | null} */
      let saved = null;
      const submitted = async (/** @type {Event} */ event) => {
        event.preventDefault();
        if (ok.disabled) return;
        ok.disabled = true;
        saved = (await page.attempt(save(input.value))) ?? null;
        ok.disabled = false;
        if (saved) dialog.close();
      };
      form.addEventListener("submit", submitted, { signal });
      const closed = () => {
        listening.abort();
        resolve(saved);
      };
      dialog.addEventListener("close", closed, { signal });
    });
  }
}

/** @param {string} key @returns {import("../../wire_types.js").Sidebar["collapsed"][number]} */
function keyOnWire(key) {
  return Number(key) || /** @type {"rooms"} */ (key);
}
