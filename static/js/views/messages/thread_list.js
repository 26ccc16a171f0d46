import { roomTitle } from "../../state/rooms/rooms.js";
import { gettext, ngettext } from "../ui/i18n.js";
import { emptyState, itemList, roomOf } from "./main_view.js";
import { button, messageCard } from "./message_card.js";

/** @typedef {import("../../types.js").FollowedThread} FollowedThread */

/** @type {import("./main_view.js").MainView} */
export const view = {
  async load(page) {
    const { threads } = await page.api.get("/threads");
    if (threads.length === 0)
      return [
        emptyState(
          "thread",
          gettext("No threads yet"),
          gettext("Threads that you start, write in or are mentioned in come together here."),
        ),
      ];
    return [itemList(threads.map((thread) => threadItem(page, thread)))];
  },

  act: openThread,
};

/** @param {import("../../controllers/page/page.js").Page} page @param {FollowedThread} thread @returns {HTMLElement} */
export function threadItem(page, { root, latest, unread }) {
  const { people, times } = page;
  const room = roomOf(page, root.roomId);
  const count = root.thread?.count ?? 0;
  const text =
    unread > 0
      ? ngettext("%(count)s new reply", "%(count)s new replies", unread)
      : ngettext("%(count)s reply", "%(count)s replies", count);
  const open = button(text, "open", { roomId: root.roomId, id: root.id, seq: root.seq });
  open.className = unread > 0 ? "thread-line thread-line--unread" : "thread-line";
  const element = messageCard(root, { people, times, place: room ? roomTitle(room) : "", foot: [open] });
  if (latest) {
    const list = itemList([messageCard(latest, { people, times })]);
    list.classList.add("items--inner");
    open.before(list);
  }
  return element;
}

/** @param {import("../../controllers/page/page.js").Page} page @param {HTMLElement} pressed */
export function openThread(page, { dataset: { roomId, id, seq } }) {
  page.emit("goto", { roomId: Number(roomId), seq: Number(seq), threadId: Number(id) });
}
