import { roomTitle } from "../state/rooms.js";
import { gettext } from "./i18n.js";
import { button, item } from "./item.js";
import { emptyState, itemList, roomOf } from "./view.js";

/** @typedef {{id: number, savedAt: string, message: import("../types.js").Message}} SavedItem */

/** @type {import("./view.js").View} */
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
    return [itemList(saved.map((/** @type {SavedItem} */ each) => show(page, each)))];
  },

  async act(page, pressed) {
    const saved = await page.attempt(page.api.delete(`/messages/${pressed.dataset.id}/saved`));
    if (saved) pressed.closest(".item")?.remove();
  },
};

/** @param {import("../controllers/page.js").Page} page @param {SavedItem} saved */
function show(page, { message }) {
  const { people, times } = page;
  const room = roomOf(page, message.roomId);
  const foot = [button(gettext("Remove"), "unsave", { id: message.id })];
  return item(message, { people, times, place: room ? roomTitle(room) : "", foot });
}
