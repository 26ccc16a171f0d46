import { actionToast } from "../../views/ui/action_toast.js";
import { gettext } from "../../views/ui/i18n.js";
import { Invitations } from "./invitations.js";

/** Shows the user's invitations, and that they are no longer in a room. */
export class Access {
  /**
   * @param {import("../page/page.js").Page} page
   * @param {import("../page/navigation.js").Navigation} navigation
   * @param {import("../../state/core/store.js").StoreEvents["removed"][]} removals that have happened already
   */
  constructor(page, navigation, removals) {
    this.page = page;
    this.navigation = navigation;
    new Invitations(page, navigation);
    for (const removal of removals) this.#removed(removal);
    page.store.on("removed", (removal) => this.#removed(removal));
  }

  /** @param {import("../../state/core/store.js").StoreEvents["removed"]} removal */
  #removed({ roomId, reason, name }) {
    const { page } = this;
    if (reason === "removed" && name) {
      const text = gettext("A moderator removed you from %(name)s.", { name });
      actionToast({ text, action: gettext("OK"), run: () => {}, failed: true });
    }
    if (roomId !== page.roomId) return;
    const next = page.store.rooms.all().find(({ archived }) => !archived);
    // A new page would no longer say why.
    if (reason === "removed" && next) this.navigation.open(next.id);
    else location.assign("/");
  }
}
