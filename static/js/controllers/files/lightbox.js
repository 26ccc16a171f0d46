import { byId, part, setText, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** Shows the timeline's pictures in full size, with buttons and keys for the previous and the next one. */
export class Lightbox {
  /** @type {HTMLAnchorElement[]} */
  #links = [];
  #index = 0;

  constructor() {
    this.dialog = byId("lightbox", HTMLDialogElement);
    this.image = part(this.dialog, "image", HTMLImageElement);
    byId("rows").addEventListener("click", (event) => this.#clicked(event));
    this.dialog.addEventListener("click", (event) => this.#pressed(event));
    this.dialog.addEventListener("keydown", (event) => this.#key(event));
    this.dialog.addEventListener("close", () => this.#closed());
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = target(event, '[data-action="open-picture"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#links = [...byId("rows").querySelectorAll('[data-action="open-picture"]')].filter(
      (each) => each instanceof HTMLAnchorElement,
    );
    this.dialog.showModal();
    this.#show(this.#links.indexOf(/** @type {HTMLAnchorElement} */ (link)));
  }

  /** @param {Event} event */
  #pressed(event) {
    const action = target(event, "[data-action]")?.dataset.action;
    if (action === "previous-picture") this.#show(this.#index - 1);
    else if (action === "next-picture") this.#show(this.#index + 1);
    else if (action === "close-lightbox" || event.target === part(this.dialog, "stage")) this.dialog.close();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#show(this.#index + step);
  }

  /** @param {number} index */
  #show(index) {
    const link = this.#links[index];
    if (!link) return;
    this.#index = index;
    const name = link.dataset.name ?? "";
    this.image.src = link.href;
    this.image.alt = name;
    setText(part(this.dialog, "name"), name);
    const place = { number: index + 1, count: this.#links.length };
    setText(part(this.dialog, "place"), gettext("%(number)s of %(count)s", place));
    part(this.dialog, "download", HTMLAnchorElement).href = link.href;
    part(this.dialog, "previous", HTMLButtonElement).disabled = index === 0;
    part(this.dialog, "next", HTMLButtonElement).disabled = index === this.#links.length - 1;
  }

  #closed() {
    this.image.removeAttribute("src");
    this.#links[this.#index]?.focus();
    this.#links = [];
  }
}
