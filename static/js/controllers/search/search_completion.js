import { dayOf, daysBefore } from "../../state/core/calendar_day.js";
import { findRooms } from "../../state/rooms/room_search.js";
import { roomTitle } from "../../state/rooms/rooms.js";
import { completeFilter, filterAt, KINDS, roomValue } from "../../state/search/search_filters.js";
import { byId } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { OptionList } from "../../views/ui/option_list.js";

/**
 * @typedef {import("../../state/search/search_filters.js").FilterAt} FilterAt
 * @typedef {Omit<import("../../views/ui/option_list.js").Option, "key" | "choose"> & {value: string}} Suggestion
 */

const WAIT_MS = 120;
const MOST = 6;

/** Completes the filters in the search box with people, rooms, kinds of content and days. */
export class SearchCompletion {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {import("../page/page.js").Page} page @param {HTMLInputElement} input @param {() => void} completed */
  constructor(page, input, completed) {
    this.page = page;
    this.input = input;
    this.completed = completed;
    this.options = new OptionList(byId("search-options"), input);
  }

  get isOpen() {
    return this.options.isOpen;
  }

  close() {
    clearTimeout(this.#timer);
    this.options.close();
  }

  /**
   * Show suggestions for the filter at the caret.
   * @returns {boolean} whether the caret is in a filter
   */
  look() {
    clearTimeout(this.#timer);
    const { input } = this;
    const filter = filterAt(input.value, input.selectionEnd ?? input.value.length);
    if (!filter) this.options.close();
    else if (filter.name === "from") this.#timer = setTimeout(() => this.#people(filter), WAIT_MS);
    else this.#show(filter, this.#values(filter));
    return filter !== null;
  }

  /** @param {FilterAt} filter */
  async #people(filter) {
    const query = encodeURIComponent(filter.value);
    const { people } = await this.page.api.get(`/people?q=${query}`).catch(() => ({ people: [] }));
    const now = filterAt(this.input.value, this.input.selectionEnd ?? 0);
    if (now?.name !== "from" || now.value !== filter.value || document.activeElement !== this.input) return;
    this.#show(
      filter,
      people.map((person) => ({
        value: person.username,
        name: person.displayName,
        detail: `@${person.username}`,
        person,
      })),
    );
  }

  /** @param {FilterAt} filter @returns {Suggestion[]} */
  #values({ name, value }) {
    if (name === "in") return findRooms(this.page.store.rooms.all(), value).map(roomOption);
    const wanted = value.toLowerCase();
    const all = name === "has" ? kinds() : this.#days();
    return all.filter((each) => each.value.startsWith(wanted) && each.value !== wanted);
  }

  #days() {
    const today = dayOf(new Date().toISOString(), this.page.times.timeZone);
    const days = /** @type {[string, {days?: number, months?: number}][]} */ ([
      [gettext("Today"), {}],
      [gettext("Yesterday"), { days: 1 }],
      [gettext("A week ago"), { days: 7 }],
      [gettext("A month ago"), { months: 1 }],
      [gettext("A year ago"), { months: 12 }],
    ]);
    return days.map(([name, back]) => {
      const value = daysBefore(today, back);
      return { value, name, detail: value, icon: "down" };
    });
  }

  /** @param {FilterAt} filter @param {Suggestion[]} values */
  #show(filter, values) {
    const options = values.slice(0, MOST).map(({ value, ...shown }) => ({
      key: value,
      ...shown,
      choose: () => this.#complete(filter, value),
    }));
    this.options.show(options);
  }

  /** @param {FilterAt} filter @param {string} value */
  #complete(filter, value) {
    const { text, caret } = completeFilter(this.input.value, filter, value);
    this.input.value = text;
    this.input.setSelectionRange(caret, caret);
    this.close();
    this.completed();
  }
}

/** @param {import("../../types.js").RoomEntry} entry */
function roomOption(entry) {
  const shown = entry.peer
    ? { person: entry.peer }
    : { icon: { public: "hash", private: "lock", direct: "group" }[entry.kind] };
  return { value: roomValue(entry), name: roomTitle(entry), ...shown };
}

function kinds() {
  /** @type {Record<string, string>} */
  const names = {
    link: gettext("A link"),
    image: gettext("A picture"),
    file: gettext("A file"),
    reaction: gettext("A reaction"),
  };
  return KINDS.map((kind) => ({
    value: kind,
    name: names[kind],
    detail: `has:${kind}`,
    icon: kind === "link" ? "link" : kind === "reaction" ? "smile" : "copy",
  }));
}
