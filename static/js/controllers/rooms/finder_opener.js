import { pageStorage } from "../../state/composing/drafts.js";
import { RecentTexts } from "../../state/core/recent_texts.js";
import { shortcutKey } from "../../state/core/shortcut_key.js";
import { byId } from "../../views/ui/dom.js";
import { importScript } from "../page/script_import.js";

const MOST = 9;

/** Loads the finder when the user goes to its field or presses Ctrl+K, and remembers the rooms where the user was last. */
export class FinderOpener {
  /** @type {Promise<import("./finder.js").Finder | undefined> | null} */
  #finder = null;

  /**
   * @param {import("../page/page.js").Page} page
   * @param {import("../page/navigation.js").Navigation} navigation
   * @param {import("./sidebar_drawer.js").SidebarDrawer} drawer
   */
  constructor(page, navigation, drawer) {
    this.page = page;
    this.navigation = navigation;
    this.drawer = drawer;
    this.input = byId("finder-input", HTMLInputElement);
    this.recent = new RecentTexts({ key: `chat-rooms:${page.me.id}`, most: MOST, storage: pageStorage() });
    this.#visit();
    page.on("room", () => this.#visit());
    this.input.addEventListener("focus", () => this.#load());
    document.addEventListener("keydown", (event) => this.#shortcut(event));
    if (document.activeElement === this.input) this.#load();
  }

  #visit() {
    this.recent.add(String(this.page.roomId));
  }

  /** @param {KeyboardEvent} event */
  async #shortcut(event) {
    if (shortcutKey(event) !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.drawer.open();
    this.input.select();
    this.input.focus();
    const finder = await this.#load();
    if (!this.input.value && document.activeElement === this.input) finder?.showRecent();
  }

  /** @returns {Promise<import("./finder.js").Finder | undefined>} undefined if it could not be loaded */
  async #load() {
    const { page, navigation, drawer, recent } = this;
    this.#finder ??= importScript(
      page,
      async () => {
        const { Finder } = await import("./finder.js");
        return new Finder(page, navigation, drawer, recent);
      },
      () => this.#load(),
    );
    const finder = await this.#finder;
    if (!finder) this.#finder = null;
    return finder;
  }
}
