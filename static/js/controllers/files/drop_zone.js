import { byId } from "../../views/ui/dom.js";

/** Accepts files that the user drops anywhere on the room. */
export class DropZone {
  #depth = 0;

  /** @param {import("../page/page.js").Page} page @param {import("./upload_tray.js").UploadTray} tray */
  constructor(page, tray) {
    this.page = page;
    this.tray = tray;
    this.sign = byId("drop-sign");
    const room = byId("main");
    room.addEventListener("dragenter", (event) => this.#moved(event, 1));
    room.addEventListener("dragleave", (event) => this.#moved(event, -1));
    room.addEventListener("dragover", (event) => this.#isMeant(event) && event.preventDefault());
    room.addEventListener("drop", (event) => this.#dropped(event));
  }

  /** @param {DragEvent} event */
  #isMeant({ dataTransfer }) {
    return this.page.mayWrite && (dataTransfer?.types.includes("Files") ?? false);
  }

  /**
   * Count the elements under the pointer: the browser fires `dragenter` for the next before `dragleave` for the last.
   * @param {DragEvent} event
   * @param {number} step
   */
  #moved(event, step) {
    if (!this.#isMeant(event)) return;
    event.preventDefault();
    this.#depth += step;
    this.sign.hidden = this.#depth <= 0;
  }

  /** @param {DragEvent} event */
  #dropped(event) {
    this.#depth = 0;
    this.sign.hidden = true;
    if (!this.#isMeant(event)) return;
    event.preventDefault();
    this.tray.add(event.dataTransfer?.files ?? []);
  }
}
