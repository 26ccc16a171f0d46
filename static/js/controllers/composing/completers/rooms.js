import { roomAt } from "../../../state/composing/completion.js";
import { gettext } from "../../../views/ui/i18n.js";

const MOST = 8;

/** @param {import("../../../types.js").RoomEntry} room */
const namesOf = ({ name, slug }) => [slug, name];

/** Tell whether the text may be a number (#12) or nothing yet (#). @param {string} query */
const isNumber = (query) => /^\d*$/.test(query);

/** Completes `#room` with the user's public rooms. Private rooms are left out: not every reader can open them. */
export class RoomCompleter {
  at = roomAt;

  /** @param {import("../../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {string} query @returns {Promise<import("../completion.js").Candidate[]>} */
  async find(query) {
    const [{ rankMatches }, { latestFirst }] = await Promise.all([
      import("../../../state/core/text_match.js"),
      import("../../../state/rooms/room_search.js"),
    ]);
    const { rooms } = this.page.store.rooms.sections();
    const offered = latestFirst(rooms.filter((room) => room.kind === "public" && !room.archived && room.slug));
    return rankMatches(offered, query, namesOf, { loose: true })
      .slice(0, MOST)
      .map((room) => ({
        key: `#${room.id}`,
        name: room.name,
        detail: room.topic || gettext("public room"),
        icon: "hash",
        insert: `#${room.slug}`,
        unsure: isNumber(query) || rankMatches([room], query, namesOf).length === 0,
      }));
  }
}
