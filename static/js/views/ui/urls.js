/** Words that follow a room's number in addresses of their own (chat/web/rooms/addresses.py has the same): no slug may stand for them. */
const TAKEN = new Set(["settings", "join", "leave", "archive", "members", "at"]);

/** @param {{id: number, slug: string}} room @returns {string} */
export function roomUrl({ id, slug }) {
  return slug && !TAKEN.has(slug) ? `/rooms/${id}/${encodeURIComponent(slug)}/` : `/rooms/${id}/`;
}

/** What can stand in the room's place. */
const VIEWS = new Set(["catch-up", "threads", "saved"]);

/** @param {URL} url @returns {string | null} the view that is at this address */
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

/** @param {URL} url @returns {string | null} what is sought at this address; null: no search */
export function searchText({ origin, pathname, searchParams }) {
  return origin === location.origin && pathname === "/search" ? (searchParams.get("q") ?? "") : null;
}

/**
 * @param {URL} url
 * @returns {{roomId: number, around: number | undefined} | null} what a page of ours at this address shows; null: not the chat
 */
export function placeOf({ origin, pathname }) {
  const found = pathname.match(/^\/rooms\/(\d+)\/(?:at\/(\d+)\/|([^/]+)\/)?$/);
  if (!found || origin !== location.origin || TAKEN.has(found[3])) return null;
  return { roomId: Number(found[1]), around: found[2] === undefined ? undefined : Number(found[2]) };
}
