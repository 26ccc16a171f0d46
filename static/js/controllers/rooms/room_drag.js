import { byId, target } from "../../views/ui/dom.js";

/** Moves rooms between and within the sections of the sidebar by dragging. The menu of a room does the same. */
export class RoomDrag {
  /** @type {HTMLElement | null} the entry that is dragged */
  #dragged = null;
  /** @type {{section: HTMLElement, before: HTMLElement | null} | null} where it would be dropped */
  #place = null;

  /** @param {import("./sidebar_changes.js").SidebarChanges} changes */
  constructor(changes) {
    this.changes = changes;
    this.lists = byId("sections");
    this.line = document.createElement("div");
    this.line.className = "sidebar__drop";
    this.lists.addEventListener("dragstart", (event) => this.#start(event));
    this.lists.addEventListener("dragover", (event) => this.#over(event));
    this.lists.addEventListener("drop", (event) => this.#drop(event));
    document.addEventListener("dragend", () => this.#end());
  }

  /** @param {DragEvent} event */
  #start(event) {
    this.#dragged = target(event, ".entry");
    this.#dragged?.classList.add("entry--dragged");
    if (event.dataTransfer) event.dataTransfer.effectAllowed = "copyMove";
  }

  /** @param {DragEvent} event */
  #over(event) {
    const section = target(event, ".section");
    if (!this.#dragged || !section) return;
    event.preventDefault();
    const row = target(event, ".entry");
    const box = row?.getBoundingClientRect();
    const after = box ? event.clientY > box.top + box.height / 2 : true;
    const before = /** @type {HTMLElement | null} */ (row ? (after ? row.nextElementSibling : row) : null);
    this.#place = { section, before };
    this.#mark(section, row, before);
  }

  /** Show where the room would be. @param {HTMLElement} section @param {HTMLElement | null} row @param {HTMLElement | null} before */
  #mark(section, row, before) {
    const list = /** @type {HTMLElement} */ (section.querySelector('[data-part="list"]'));
    const last = /** @type {HTMLElement | null} */ (list.lastElementChild);
    const edge = before?.offsetTop ?? ((row ?? last) ? (last?.offsetTop ?? 0) + (last?.offsetHeight ?? 0) : undefined);
    const { offsetTop = 0, offsetHeight = 0 } = section;
    this.line.style.top = `${edge ?? offsetTop + offsetHeight}px`;
    if (!this.line.isConnected) this.lists.append(this.line);
  }

  /** @param {DragEvent} event */
  async #drop(event) {
    const dragged = this.#dragged;
    const place = this.#place;
    if (!dragged || !place) return;
    event.preventDefault();
    this.#end();
    const { section, before } = place;
    if (before === dragged) return;
    const rows = [...section.querySelectorAll(".entry")].filter((row) => row !== dragged);
    const at = before ? rows.indexOf(before) : rows.length;
    await this.changes.move(Number(dragged.dataset.roomId), section.dataset.key ?? "", at);
  }

  #end() {
    this.#dragged?.classList.remove("entry--dragged");
    this.#dragged = this.#place = null;
    this.line.remove();
  }
}
