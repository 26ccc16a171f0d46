import { roomTitle } from "../../state/rooms/rooms.js";
import { byId, oncePerTurn } from "../../views/ui/dom.js";
import { countedIcon } from "../../views/ui/favicon.js";

/** Shows the room in the tab's title, and the unread count of all rooms in its title and icon. */
export class TabTitle {
  /** @param {import("./page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.site = document.title.split(" · ").at(-1) ?? "";
    this.icon = byId("favicon", HTMLLinkElement);
    this.read = this.icon.href;
    const show = oncePerTurn(() => this.show());
    page.on("room", show);
    page.store.on("rooms", show);
    this.show();
  }

  show() {
    const { unread, mentions } = this.page.store.rooms.totals();
    const count = mentions || unread;
    document.title = `${count > 0 ? `(${count}) ` : ""}${roomTitle(this.page.room)} · ${this.site}`;
    const dotted = unread > 0 ? (this.icon.dataset.unread ?? this.read) : this.read;
    const href = mentions > 0 ? countedIcon(mentions) : dotted;
    if (this.icon.getAttribute("href") !== href) this.icon.setAttribute("href", href);
  }
}
