import { target } from "../../views/ui/dom.js";
import { messageUrl, placeOf, roomUrl, searchText, viewOf } from "../../views/ui/urls.js";

/** Opens rooms without a page load: from links and from the browser's history. */
export class Navigation {
  /** @param {import("./page.js").Page} page */
  constructor(page) {
    this.page = page;
    document.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("popstate", () => this.#returned());
    page.on("goto", (place) => this.#goTo(place));
  }

  /**
   * Open a room, at the seq `around` if it is given. `push` adds an entry to the browser's history.
   * @param {number} roomId
   * @param {{around?: number, push?: boolean}} [options]
   */
  async open(roomId, { around, push = true } = {}) {
    const { page } = this;
    if (!(await this.#loadVisited(roomId))) return;
    if (push) {
      await page.layers?.leave();
      history.pushState({}, "", this.#url(roomId, around));
    }
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
    document.cookie = `last_room=${roomId}; path=/; max-age=31536000; samesite=lax`;
    const same = roomId === page.roomId;
    if (around !== undefined && same) page.emit("show", { seq: around });
    const loading = page.store.openRoom(roomId, { around });
    page.roomId = roomId;
    if (!same) page.emit("room", { roomId, around });
    await page.attempt(loading);
    if (same && around === undefined && page.roomId === roomId) page.emit("toEnd", undefined);
  }

  /** @param {{roomId: number, seq: number, threadId: number}} place */
  async #goTo({ roomId, seq, threadId }) {
    await this.open(roomId, { around: seq });
    const message = this.page.timeline?.find(threadId);
    if (message) this.page.emit("thread", message);
  }

  /** Load a public room that the user has not joined. @param {number} roomId */
  async #loadVisited(roomId) {
    const { page } = this;
    if (page.store.rooms.get(roomId)) return true;
    const entry = await page.attempt(page.api.get(`/rooms/${roomId}`));
    if (entry) page.visited.set(roomId, entry);
    return entry !== undefined;
  }

  /** @param {number} roomId @param {number} [around] */
  #url(roomId, around) {
    if (around !== undefined) return messageUrl({ roomId, seq: around });
    const entry = this.page.store.rooms.get(roomId) ?? this.page.visited.get(roomId);
    return entry ? roomUrl(entry) : `/rooms/${roomId}/`;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = target(event, "a[href]");
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const place = placeOf(new URL(link.href));
    if (!place) return;
    event.preventDefault();
    this.open(place.roomId, { around: place.around });
  }

  #returned() {
    const url = new URL(location.href);
    const place = placeOf(url);
    if (place) this.open(place.roomId, { around: place.around, push: false });
    else if (!viewOf(url) && searchText(url) === null) return location.reload();
    this.page.emit("address", url);
  }
}
