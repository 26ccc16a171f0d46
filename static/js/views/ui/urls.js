/** Slugs that would collide with other addresses of a room. chat/web/rooms/addresses.py has the same list. */
const TAKEN = new Set(["settings", "join", "leave", "archive", "members", "at"]);

/** @param {{id: number, slug: string}} room @returns {string} */
export function roomUrl({ id, slug }) {
  return slug && !TAKEN.has(slug) ? `/rooms/${id}/${encodeURIComponent(slug)}/` : `/rooms/${id}/`;
}

/** The views that can replace the room. */
const VIEWS = new Set(["catch-up", "threads", "saved"]);

/** @param {URL} url @returns {string | null} the view at this address */
export function viewOf({ origin, pathname }) {
  const name = pathname.split("/")[1];
  return origin === location.origin && pathname === `/${name}/` && VIEWS.has(name) ? name : null;
}

/** @param {{roomId: number, seq: number}} message @returns {string} its permalink */
export function messageUrl({ roomId, seq }) {
  return `/rooms/${roomId}/at/${seq}/`;
}

/** @param {string} text @returns {string} */
export function searchUrl(text) {
  return `/search?q=${encodeURIComponent(text)}`;
}

/** @param {URL} url @returns {string | null} the query at this address; null if it is not a search */
export function searchText({ origin, pathname, searchParams }) {
  return origin === location.origin && pathname === "/search" ? (searchParams.get("q") ?? "") : null;
}

/**
 * Return the room, and the seq if it is a permalink, at an address of the chat.
 * @param {URL} url
 * @returns {{roomId: number, around: number | undefined} | null} null for other pages and sites
 */
export function placeOf({ origin, pathname }) {
  const found = pathname.match(/^\/rooms\/(\d+)\/(?:at\/(\d+)\/|([^/]+)\/)?$/);
  if (!found || origin !== location.origin || TAKEN.has(found[3])) return null;
  return { roomId: Number(found[1]), around: found[2] === undefined ? undefined : Number(found[2]) };
}
