import { byId, target } from "../../views/ui/dom.js";
import { position } from "../../views/ui/menu.js";

const THEME_KEY = "theme";

/** The user's own menu: status, theme, log out. */
export class ProfileMenu {
  /** @param {import("../page/page.js").Page} page @param {import("./user_activity.js").UserActivity} activity */
  constructor(page, activity) {
    this.page = page;
    this.activity = activity;
    this.element = byId("profile-menu");
    this.element.addEventListener("toggle", (event) => this.#toggled(event));
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.element.addEventListener("keydown", (event) => this.#key(event));
    page.store.on("me", () => this.show());
    this.show();
  }

  show() {
    this.#check("statusChoice", this.activity.choice);
    this.#check("themeChoice", document.documentElement.dataset.theme ?? "");
  }

  /** @param {Event} event */
  #toggled(event) {
    const button = document.querySelector('[popovertarget="profile-menu"]');
    const open = event instanceof ToggleEvent && event.newState === "open";
    button?.setAttribute("aria-expanded", String(open));
    if (!open || !(button instanceof HTMLElement)) return;
    position(this.element, button);
    this.#items()[0]?.focus();
  }

  /** @param {Event} event */
  #clicked(event) {
    const { statusChoice, themeChoice } = target(event, "[role=menuitemradio]")?.dataset ?? {};
    if (statusChoice === "online" || statusChoice === "away") this.activity.choose(statusChoice);
    if (themeChoice !== undefined) setTheme(themeChoice);
    this.show();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = this.#items();
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    items[(at + step + items.length) % items.length]?.focus();
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll(".menu__item")]);
  }

  /** @param {"statusChoice" | "themeChoice"} name @param {string} value */
  #check(name, value) {
    for (const item of this.#items())
      if (item.dataset[name] !== undefined) item.setAttribute("aria-checked", String(item.dataset[name] === value));
  }
}

/** @param {string} theme empty for the system's theme */
function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  try {
    if (theme) localStorage.setItem(THEME_KEY, theme);
    else localStorage.removeItem(THEME_KEY);
  } catch {
    // Without storage the theme lasts until the page is left.
  }
}
