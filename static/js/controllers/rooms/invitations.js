import { createInvitation, showInvitation } from "../../views/rooms/invitation.js";
import { byId, target } from "../../views/ui/dom.js";
import { KeyedList } from "../../views/ui/keyed_list.js";

/** The invitations in the sidebar, with buttons to accept or decline them. */
export class Invitations {
  /** @param {import("../page/page.js").Page} page @param {import("../page/navigation.js").Navigation} navigation */
  constructor(page, navigation) {
    this.page = page;
    this.navigation = navigation;
    this.section = byId("invitations");
    this.list = new KeyedList({
      list: byId("invitation-list"),
      key: (/** @type {import("../../types.js").RoomInvitation} */ { roomId }) => String(roomId),
      create: createInvitation,
      patch: showInvitation,
    });
    this.section.addEventListener("submit", (event) => this.#answer(event));
    page.store.on("invitations", () => this.#show());
    this.#show();
  }

  #show() {
    const { invitations } = this.page.store;
    this.list.show(invitations);
    this.section.hidden = invitations.length === 0;
  }

  /** @param {SubmitEvent} event */
  async #answer(event) {
    const form = target(event, "form");
    const roomId = Number(target(event, "[data-key]")?.dataset.key);
    if (!form || !roomId) return;
    event.preventDefault();
    const { page } = this;
    if (form.dataset.answer === "decline") return void page.attempt(page.store.leave(roomId));
    const joined = await page.attempt(page.store.join(roomId).then(() => true));
    if (joined) await this.navigation.open(roomId);
  }
}
