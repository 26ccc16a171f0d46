import { byId, part, target } from "../../views/ui/dom.js";
import { Menu } from "../../views/ui/menu.js";

/** Opens and closes the sections of the sidebar, and the menu of a section. */
export class SectionMenu {
  #key = "";

  /** @param {import("../page/page.js").Page} page @param {import("./sidebar_changes.js").SidebarChanges} changes */
  constructor(page, changes) {
    this.page = page;
    this.changes = changes;
    this.element = byId("section-menu");
    this.menu = new Menu(this.element);
    byId("sections").addEventListener("click", (event) => this.#pressed(event));
    this.element.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {Event} event */
  #pressed(event) {
    const key = target(event, ".section")?.dataset.key;
    const toggle = target(event, '[data-action="toggle-section"]');
    const button = target(event, '[data-action="section-menu"]');
    if (!key) return;
    if (toggle) this.changes.close(key, toggle.getAttribute("aria-expanded") === "true");
    if (button) this.#open(key, button);
  }

  /** @param {string} key @param {HTMLElement} button */
  #open(key, button) {
    const { sections, hideRead } = this.page.store.me.sidebar;
    const place = sections.findIndex(({ id }) => String(id) === key);
    this.#key = key;
    part(this.element, "own").hidden = place < 0;
    this.#item("move-up").hidden = place === 0;
    this.#item("move-down").hidden = place === sections.length - 1;
    this.#item("hide-read").setAttribute("aria-checked", String(hideRead));
    this.menu.open(button, { opener: button });
  }

  /** @param {Event} event */
  async #clicked(event) {
    const action = target(event, "button")?.dataset.action;
    if (!action) return;
    const key = this.#key;
    const section = this.changes.sections().find((each) => each.key === key);
    this.menu.close();
    if (action === "new-section") await this.changes.create();
    else if (action === "hide-read") await this.changes.hideRead(!this.page.store.me.sidebar.hideRead);
    else if (action === "rename" && section) await this.changes.rename(section);
    else if (action === "delete") await this.changes.delete(key);
    else if (action === "move-up" || action === "move-down")
      await this.changes.stepSection(key, action === "move-up" ? -1 : 1);
  }

  /** @param {string} action @returns {HTMLElement} */
  #item(action) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-action="${action}"]`));
  }
}
