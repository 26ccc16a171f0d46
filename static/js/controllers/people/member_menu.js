import { confirm } from "../../views/ui/confirm_dialog.js";
import { byId, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { Menu } from "../../views/ui/menu.js";

/** The menu of a member: write to them, or remove them from the room. */
export class MemberMenu {
  #userId = 0;

  /** @param {import("../page/page.js").Page} page @param {import("../page/navigation.js").Navigation} navigation */
  constructor(page, navigation) {
    this.page = page;
    this.navigation = navigation;
    this.element = byId("person-menu");
    this.menu = new Menu(this.element);
    byId("members").addEventListener("click", (event) => this.#pressed(event));
    this.element.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = target(event, '[data-action="person-menu"]');
    const row = target(event, "[data-user-id]");
    if (!button || !row) return;
    this.#userId = Number(row.dataset.userId);
    const remove = /** @type {HTMLElement} */ (this.element.querySelector('[data-action="remove-member"]'));
    remove.hidden = !this.page.moderates;
    this.menu.open(button, { opener: button });
  }

  /** @param {Event} event */
  #clicked(event) {
    const action = target(event, "button")?.dataset.action;
    if (!action) return;
    this.menu.close();
    if (action === "start-direct") this.#start();
    else this.#remove();
  }

  async #start() {
    const entry = await this.page.attempt(this.page.api.post("/directs", { userIds: [this.#userId] }));
    if (!entry) return;
    this.page.store.rooms.put(entry);
    await this.navigation.open(entry.id);
  }

  async #remove() {
    const { room, api, people } = this.page;
    const userId = this.#userId;
    const name = people.get(userId)?.displayName ?? "";
    const sure = await confirm({
      title: gettext("Remove %(name)s?", { name }),
      text: gettext("They will no longer see this room."),
      ok: gettext("Remove"),
    });
    if (sure) await this.page.attempt(api.delete(`/rooms/${room.id}/members/${userId}`));
  }
}
