import { roomTitle } from "../../state/rooms/rooms.js";
import { roomIcon } from "../rooms/sidebar_room.js";
import { gettext, ngettext } from "../ui/i18n.js";
import { roomUrl } from "../ui/urls.js";
import { emptyState, itemList, roomOf } from "./main_view.js";
import { button, messageCard } from "./message_card.js";
import { openThread, threadItem } from "./thread_list.js";

/** @typedef {import("../../types.js").CatchUpRoom} CatchUpRoom */
/** @typedef {import("../../controllers/page/page.js").Page} Page */

/** @type {import("./main_view.js").MainView} */
export const view = {
  async load(page) {
    const { rooms, threads, more } = await page.api.get("/catch-up");
    const groups = rooms.map((room) => roomGroup(page, room));
    if (threads.length > 0) groups.unshift(threadGroup(page, threads));
    if (groups.length === 0) return [allRead()];
    return more > 0 ? [...groups, moreRooms(more)] : groups;
  },

  async act(page, pressed) {
    const { action, roomId, seq, id } = pressed.dataset;
    if (action === "open") return openThread(page, pressed);
    const group = pressed.closest(".group");
    const done =
      action === "read-thread"
        ? page.api.put(`/messages/${id}/thread/read`, { seq: Number(seq) })
        : page.store.markRead(Number(roomId), Number(seq)).then(() => true);
    if (!(await page.attempt(done))) return;
    const next = /** @type {HTMLElement | null} */ (
      (group?.nextElementSibling ?? group?.previousElementSibling)?.querySelector("button[data-action]") ?? null
    );
    const list = group?.parentElement;
    group?.remove();
    if (list && !list.querySelector(".group")) list.replaceChildren(allRead());
    else next?.focus();
  },
};

function allRead() {
  return emptyState(
    "check",
    gettext("You are all caught up"),
    gettext("Nothing is unread anywhere. Enjoy the quiet; what comes next will be here."),
  );
}

/** @param {number} more */
function moreRooms(more) {
  const note = document.createElement("p");
  note.className = "view__note";
  note.textContent = ngettext(
    "%(count)s more room has unread messages; it comes up when these are read.",
    "%(count)s more rooms have unread messages; they come up when these are read.",
    more,
  );
  return note;
}

/** @param {Page} page @param {CatchUpRoom} room */
function roomGroup(page, { roomId, seq, unread, items }) {
  const { people, times, store } = page;
  const entry = roomOf(page, roomId);
  const title = document.createElement("a");
  title.className = "group__title";
  title.href = entry ? roomUrl(entry) : `/rooms/${roomId}/`;
  const name = document.createElement("span");
  name.className = "truncate";
  name.textContent = entry ? roomTitle(entry) : "";
  title.append(...(entry ? [roomIcon(entry, store.presence)] : []), name);
  const hidden = unread - items.length;
  const shown = items.map(({ reason, message }) => messageCard(message, { people, times, reason: reasons()[reason] }));
  const rest = document.createElement("a");
  rest.className = "group__rest";
  rest.href = title.href;
  rest.textContent = gettext("%(count)s more in the room", { count: hidden });
  const done = button(gettext("Mark as read"), "read", { roomId, seq });
  return group(title, unread, done, [itemList(shown), ...(hidden > 0 ? [rest] : [])]);
}

/** @param {Page} page @param {import("../../types.js").FollowedThread[]} threads */
function threadGroup(page, threads) {
  const title = document.createElement("a");
  title.className = "group__title";
  title.href = "/threads/";
  title.dataset.view = "threads";
  title.textContent = gettext("Threads you follow");
  const unread = threads.reduce((sum, thread) => sum + thread.unread, 0);
  const list = itemList(
    threads.map((thread) => {
      const element = threadItem(page, thread);
      const { rootId, lastSeq } = thread.state;
      const done = button(gettext("Mark as read"), "read-thread", { id: rootId, seq: lastSeq });
      element.classList.add("group");
      element.querySelector('[data-part="foot"]')?.append(done);
      return element;
    }),
  );
  return group(title, unread, null, [list]);
}

/** @param {HTMLElement} title @param {number} unread @param {HTMLElement | null} done @param {Node[]} content */
function group(title, unread, done, content) {
  const section = document.createElement("section");
  const head = document.createElement("header");
  const heading = document.createElement("h2");
  const count = document.createElement("span");
  section.className = "group";
  head.className = "group__head";
  count.className = "group__count";
  count.textContent = gettext("%(count)s unread", { count: unread });
  heading.append(title);
  head.append(heading, count, ...(done ? [done] : []));
  section.append(head, ...content);
  return section;
}

/** @returns {Record<string, string>} */
function reasons() {
  return {
    mention: gettext("mentions you"),
    reply: gettext("replies to you"),
    direct: "",
    keyword: gettext("highlight word"),
    unread: "",
  };
}
