/**
 * @typedef {import("../../types.js").RoomEntry} RoomEntry
 * @typedef {import("../../wire_types.js").Sidebar} SidebarState
 * @typedef {{key: string, name: string, entries: RoomEntry[], closed: boolean}} Section `name` is empty if it is built in
 */

/** @returns {SidebarState} */
export const newSidebar = () => ({ sections: [], collapsed: [], hideRead: false });

/**
 * Put rooms into the sections of the sidebar, from top to bottom. The server does the same in sidebar_sections.py.
 * @param {{rooms: RoomEntry[], directs: RoomEntry[]}} sorted each in its usual order
 * @param {SidebarState} sidebar
 * @param {number} openId archived rooms are listed only while they are open
 * @returns {Section[]}
 */
export function layOut({ rooms, directs }, { sections = [], collapsed = [] }, openId) {
  const closed = new Set(collapsed.map(String));
  /** @param {string | number} key @param {string} [name] @returns {[string, Section]} */
  const section = (key, name = "") => [`${key}`, { key: `${key}`, name, entries: [], closed: closed.has(`${key}`) }];
  const own = sections.map(({ id, name }) => section(id, name));
  const all = new Map([section("favourites"), section("conversations"), ...own, section("rooms")]);
  for (const entry of [...directs, ...rooms]) {
    const key = entry.favourite ? "favourites" : String(entry.section);
    const usual = entry.kind === "direct" ? "conversations" : "rooms";
    if (!entry.archived || entry.id === openId) (all.get(key) ?? all.get(usual))?.entries.push(entry);
  }
  for (const { entries } of all.values())
    if (entries.some(({ place }) => place)) entries.sort((one, other) => placeOf(one) - placeOf(other) || 0);
  return [...all.values()];
}

/**
 * Return whether a room shows only what calls the user: it is muted, or the conversation with somebody they ignore.
 * @param {RoomEntry} entry
 */
export function isQuiet({ notify, ignored }) {
  return notify === "none" || ignored === true;
}

/**
 * Return how many unread messages of a room call the user: mentions, and all of an unmuted conversation.
 * @param {RoomEntry} entry
 */
export function calling({ kind, notify, unread, mentions, ignored }) {
  return kind === "direct" && notify === "all" && !ignored ? Math.max(unread, mentions) : mentions;
}

/** Return whether the sidebar shows a room as unread. A muted one only shows what calls the user. @param {RoomEntry} entry */
export function isLoud(entry) {
  return calling(entry) > 0 || (entry.unread > 0 && !isQuiet(entry));
}

/** @param {RoomEntry} entry */
function placeOf({ place }) {
  return place || Number.MAX_SAFE_INTEGER;
}
