import { mentionAt } from "../../../state/composing/mentions.js";
import { gettext } from "../../../views/ui/i18n.js";
import { MOST_MEMBERS } from "../../people/member_directory.js";

/** @typedef {import("../../../types.js").Author} Author */

/**
 * Completes `@name` with members of the room, recent authors first. In very large rooms it also asks the server.
 */
export class PeopleCompleter {
  at = mentionAt;

  /**
   * @param {import("../../page/page.js").Page} page
   * @param {import("../../people/member_directory.js").MemberDirectory} members
   */
  constructor(page, members) {
    this.page = page;
    this.members = members;
  }

  /** @param {string} query @returns {Promise<import("../completion.js").Candidate[]>} */
  async find(query) {
    const ranking = import("../../../state/composing/mention_ranking.js");
    const members = await this.members.of(this.page.roomId).catch(() => []);
    const { isNamed, rankMentions } = await ranking;
    const found = rankMentions(query, [...this.#sortByLatest(members), ...this.#groups()]);
    if (found.length === 0 && query && members.length >= MOST_MEMBERS)
      found.push(...rankMentions(query, await this.#search(query)));
    // A name that is only like the text must not replace it when the user presses Enter.
    return found.map((person) => ({ ...candidate(person), unsure: !isNamed(query, person) }));
  }

  /** @param {string} query @returns {Promise<Author[]>} */
  async #search(query) {
    const { people } = await this.page.api.get(`/people?q=${encodeURIComponent(query)}`);
    return people;
  }

  /** @param {Author[]} people @returns {Author[]} */
  #sortByLatest(people) {
    const latest = new Map(this.page.timeline?.messages.map(({ author, seq }) => [author.id, seq]));
    return people
      .filter(({ id }) => id !== this.page.me.id)
      .sort((one, other) => (latest.get(other.id) ?? 0) - (latest.get(one.id) ?? 0));
  }

  #groups() {
    if (!this.page.moderates) return [];
    return [
      { id: 0, username: "everyone", displayName: gettext("everyone in the room") },
      { id: 0, username: "here", displayName: gettext("everyone who is online") },
    ];
  }
}

/**
 * @param {import("../../../state/composing/mentions.js").Person} person
 * @returns {import("../completion.js").Candidate}
 */
function candidate(person) {
  const at = `@${person.username}`;
  if (!person.id) return { key: at, name: at, detail: person.displayName, icon: "group", insert: at };
  return { key: at, name: person.displayName, detail: at, person, insert: at };
}
