import { roomTitle } from "../../state/rooms/rooms.js";
import { roomIcon } from "../../views/rooms/sidebar_room.js";
import { byId, oncePerTurn, part, setText } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** Shows the open room's name, topic and counts, and a notice in place of the composer where the user cannot write. */
export class RoomHeader {
  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.element = byId("room-head");
    const show = oncePerTurn(() => this.show());
    page.on("room", show);
    page.store.on("presence", show);
    page.store.on("rooms", ({ roomIds }) => roomIds.includes(page.roomId) && show());
    page.store.on("moderation", show);
    this.show();
  }

  show() {
    const { page, element } = this;
    const { room } = page;
    part(element, "icon").replaceChildren(roomIcon(room, page.store.presence));
    setText(part(element, "name"), roomTitle(room));
    setText(part(element, "topic"), room.topic);
    part(element, "topic").title = room.topic;
    setText(part(element, "online"), String(room.online));
    setText(part(element, "count"), `/ ${room.memberCount}`);
    const settings = part(element, "settings", HTMLAnchorElement);
    part(element, "options").hidden = room.role === null;
    settings.hidden = room.kind === "direct" || room.role === null;
    settings.href = `/rooms/${room.id}/settings/`;
    this.#showFoot(room);
    this.#showStart(room);
  }

  /** @param {import("../../types.js").RoomEntry} room */
  #showFoot(room) {
    const join = byId("join-bar", HTMLFormElement);
    byId("composer").hidden = !this.page.mayWrite;
    join.hidden = room.role !== null || room.archived;
    join.action = `/rooms/${room.id}/join/`;
    part(join, "visitor").hidden = part(join, "join").hidden = Boolean(room.removed);
    part(join, "removed").hidden = !room.removed;
    byId("archived-bar").hidden = !room.archived;
  }

  /** Fill the introduction above a room's first message. @param {import("../../types.js").RoomEntry} room */
  #showStart(room) {
    const heading = document.createElement("h2");
    const text = document.createElement("p");
    const name = roomTitle(room);
    heading.textContent = name;
    text.textContent =
      room.kind === "direct"
        ? gettext("This is the beginning of your conversation with %(name)s.", { name })
        : room.topic || gettext("This is the beginning of the room.");
    byId("timeline-start").replaceChildren(heading, text);
  }
}
