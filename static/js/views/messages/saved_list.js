import { roomTitle } from "../../state/rooms/rooms.js";
import { gettext } from "../ui/i18n.js";
import { emptyState, itemList, roomOf } from "./main_view.js";
import { button, messageCard } from "./message_card.js";

/** @typedef {import("../../wire_types.js").SavedItem} SavedItem */

/** @type {import("./main_view.js").MainView} */
export const view = {
  async load(page) {
    const { saved } = await page.api.get("/saved?limit=100");
    if (saved.length === 0)
      return [
        emptyState(
          "bookmark",
          gettext("Nothing saved yet"),
          gettext("Save a message from its menu, and you find it here. Only you see what you save."),
        ),
      ];
    return [itemList(saved.map((item) => show(page, item)))];
  },

  async act(page, pressed) {
    const saved = await page.attempt(page.api.delete(`/messages/${pressed.dataset.id}/saved`));
    if (saved) pressed.closest(".item")?.remove();
  },
};

/** @param {import("../../controllers/page/page.js").Page} page @param {SavedItem} saved */
function show(page, { message }) {
  const { people, times } = page;
  const room = roomOf(page, message.roomId);
  const foot = [button(gettext("Remove"), "unsave", { id: message.id })];
  return messageCard(message, { people, times, place: room ? roomTitle(room) : "", foot });
}
