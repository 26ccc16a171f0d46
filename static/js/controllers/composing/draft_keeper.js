import { DraftSync } from "../../state/composing/draft_sync.js";
import { byId } from "../../views/ui/dom.js";

/** Keeps the drafts in sync between the user's devices. */
export class DraftKeeper {
  /** @param {import("../page/page.js").Page} page @param {import("../../state/composing/drafts.js").Drafts} drafts */
  constructor(page, drafts) {
    const { api, store } = page;
    const sync = new DraftSync({
      drafts,
      save: (roomId, draft) => api.put(`/rooms/${roomId}/draft`, draft),
      load: () => api.get("/drafts"),
      roomIds: () => store.rooms.all().map(({ id }) => id),
    });
    page.connection.on("welcome", () => sync.resume());
    if (page.connection.online) sync.resume();
    store.on("draft", (draft) => sync.receive(draft));
    byId("composer-input").addEventListener("blur", () => sync.flush(page.roomId));
  }
}
