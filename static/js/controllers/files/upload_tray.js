import { meansFiles } from "../../state/files/pasted_files.js";
import { showProgress, showUpload } from "../../views/files/upload_item.js";
import { byId, clone, oncePerTurn, part, target } from "../../views/ui/dom.js";
import { gettext, ngettext } from "../../views/ui/i18n.js";

/** The files of the composer's message: chosen, pasted or dropped. It shows them above the text until they are sent. */
export class UploadTray {
  /**
   * @param {import("../page/page.js").Page} page
   * @param {import("../../state/files/uploads.js").Uploads} uploads
   * @param {import("../composing/composer.js").Composer} composer
   */
  constructor(page, uploads, composer) {
    this.page = page;
    this.uploads = uploads;
    this.composer = composer;
    composer.files = this;
    this.tray = byId("uploads");
    this.list = part(this.tray, "list");
    this.chooser = byId("file-chooser", HTMLInputElement);
    byId("attach").addEventListener("click", () => this.chooser.click());
    this.chooser.addEventListener("change", () => this.#chosen());
    this.tray.addEventListener("click", (event) => this.#pressed(event));
    composer.input.addEventListener("paste", (event) => this.#pasted(event));
    const show = oncePerTurn(() => this.#show());
    uploads.on("change", show);
    uploads.on("progress", (upload) => this.#progressed(upload));
    uploads.on("ready", ({ roomId }) => this.#ready(roomId));
    page.on("room", show);
    page.on("take", ({ roomId, attachments = [] }) => uploads.put(roomId, attachments));
    page.store.on("connection", ({ state }) => state === "online" && uploads.resume());
    this.#show();
  }

  /** @param {Iterable<File>} files @param {{duration?: number}} [options] */
  add(files, options) {
    if (!this.page.mayWrite) return;
    const tooMany = this.uploads.add(this.page.roomId, files, options);
    const most = this.page.limits.filesPerMessage;
    if (tooMany) this.page.toast(gettext("A message can have at most %(most)s files.", { most }));
    this.composer.input.focus({ preventScroll: true });
  }

  /** @returns {boolean} whether there are files, in any state */
  get any() {
    return this.uploads.in(this.page.roomId).length > 0;
  }

  /**
   * Return whether the message must wait for its uploads. It is then sent when they are done.
   * @param {number} [roomId]
   * @returns {boolean}
   */
  holdsBack(roomId = this.page.roomId) {
    if (!this.uploads.isBusy(roomId)) return false;
    this.uploads.hold(roomId);
    if (!this.uploads.isHeld(roomId) && this.uploads.isBusy(roomId))
      this.page.toast(gettext("A file could not be uploaded. Try again, or remove it."));
    return true;
  }

  /**
   * Remove the uploaded files from the tray and return them.
   * @param {number} roomId
   * @returns {import("../../types.js").Attachment[]}
   */
  take(roomId) {
    return this.uploads.take(roomId);
  }

  /** @returns {boolean} whether a file is not uploaded yet, which the user is told */
  get busy() {
    const busy = this.uploads.isBusy(this.page.roomId);
    if (busy) this.page.toast(gettext("Wait until the files are uploaded, or remove them."));
    return busy;
  }

  #chosen() {
    const files = [...(this.chooser.files ?? [])];
    this.chooser.value = "";
    this.add(files);
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const { clipboardData } = event;
    const files = [...(clipboardData?.files ?? [])];
    const names = files.map(({ name }) => name);
    if (!clipboardData || !meansFiles({ names, text: clipboardData.getData("text/plain"), types: clipboardData.types }))
      return;
    event.preventDefault();
    this.add(files);
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = target(event, "button[data-action]");
    const key = Number(target(event, "[data-key]")?.dataset.key);
    if (["retry-upload", "keep-metadata"].includes(button?.dataset.action ?? "")) this.uploads.retry(key);
    if (button?.dataset.action !== "cancel-upload") return;
    this.uploads.cancel(key);
    this.composer.input.focus({ preventScroll: true });
  }

  /** @param {number} roomId */
  async #ready(roomId) {
    const { composer } = this;
    if (roomId === this.page.roomId) return composer.form.requestSubmit();
    const text = composer.drafts.get(roomId);
    const message = composer.commands ? await composer.commands.messageOf(text).catch(() => null) : text;
    // A message that is not sent now waits there as a draft.
    if (message === null) return;
    composer.send(message, roomId);
    composer.clear(roomId);
  }

  #show() {
    const { roomId } = this.page;
    const uploads = this.uploads.in(roomId);
    this.tray.hidden = uploads.length === 0;
    const drawn = new Map([...this.list.children].map((each) => [/** @type {HTMLElement} */ (each).dataset.key, each]));
    const rows = uploads.map(
      (upload) => /** @type {HTMLElement} */ (drawn.get(String(upload.key)) ?? clone("upload-template")),
    );
    for (const [index, row] of rows.entries()) showUpload(row, uploads[index]);
    for (const row of [...this.list.children]) if (!rows.includes(/** @type {HTMLElement} */ (row))) row.remove();
    this.list.append(...rows.filter((row) => !row.isConnected));
    const waiting = part(this.tray, "waiting");
    waiting.hidden = !this.uploads.isHeld(roomId);
    waiting.textContent = ngettext(
      "It is sent as soon as the file is uploaded.",
      "It is sent as soon as the files are uploaded.",
      uploads.length,
    );
    this.composer.refresh();
  }

  /** @param {import("../../state/files/uploads.js").Upload} upload */
  #progressed(upload) {
    const row = this.list.querySelector(`[data-key="${upload.key}"]`);
    if (row instanceof HTMLElement) showProgress(row, upload);
  }
}
