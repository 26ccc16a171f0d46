import { roomAt } from "../../../state/composing/completion.js";
import { rankMatches } from "../../../state/core/text_match.js";
import { gettext } from "../../../views/ui/i18n.js";

const MOST = 8;

/** Completes `#room` with the user's public rooms. Private rooms are left out: not every reader can open them. */
export class RoomCompleter {
  at = roomAt;

  /** @param {import("../../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {string} query @returns {import("../completion.js").Candidate[]} */
  find(query) {
    const rooms = this.page.store.rooms
      .sections()
      .rooms.filter((room) => room.kind === "public" && !room.archived && room.slug);
    return rankMatches(rooms, query, ({ name, slug }) => [slug, name])
      .slice(0, MOST)
      .map(({ id, name, slug, topic }) => ({
        key: `#${id}`,
        name,
        detail: topic || gettext("public room"),
        icon: "hash",
        insert: `#${slug}`,
      }));
  }
}
