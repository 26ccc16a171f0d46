import { confirm } from "../../views/ui/confirm_dialog.js";
import { byId, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { Menu } from "../../views/ui/menu.js";

/** The menu of a member: write to them, ignore them, or remove them from the room. */
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
    this.#item("remove-member").hidden = !this.page.moderates;
    this.#item("ignore").hidden = this.#ignored;
    this.#item("stop-ignoring").hidden = !this.#ignored;
    this.menu.open(button, { opener: button });
  }

  /** @param {Event} event */
  #clicked(event) {
    const action = target(event, "button")?.dataset.action;
    if (!action) return;
    this.menu.close();
    if (action === "start-direct") this.#start();
    else if (action === "remove-member") this.#remove();
    else this.#ignore();
  }

  get #ignored() {
    return this.page.store.me.ignored.includes(this.#userId);
  }

  /** @param {string} action @returns {HTMLElement} */
  #item(action) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-action="${action}"]`));
  }

  /** Ignore the person, or no more. The event `me:updated` tells all pages of the user. */
  async #ignore() {
    const { api, people } = this.page;
    const path = `/people/${this.#userId}/ignore`;
    const name = people.get(this.#userId)?.displayName ?? "";
    const said = this.#ignored
      ? gettext("You no longer ignore %(name)s.", { name })
      : gettext("You ignore %(name)s now. They are not told.", { name });
    const done = this.page.attempt((this.#ignored ? api.delete(path) : api.put(path, {})).then(() => true));
    if (await done) this.page.toast(said);
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
