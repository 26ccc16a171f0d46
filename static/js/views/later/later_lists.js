import { clone, part, setText } from "../ui/dom.js";
import { errorText } from "../ui/error_text.js";
import { gettext } from "../ui/i18n.js";
import { KeyedList } from "../ui/keyed_list.js";

/**
 * @typedef {import("../../wire_types.js").Scheduled} Scheduled
 * @typedef {import("../../wire_types.js").Reminder} Reminder
 * @typedef {import("../ui/time_format.js").TimeFormat} TimeFormat
 * @typedef {{times: TimeFormat, roomName: (roomId: number | null) => string}} LaterContext
 */

/** The list in each element. @type {WeakMap<HTMLElement, unknown>} */
const lists = new WeakMap();

/** @param {HTMLElement} root @param {Scheduled[]} rows @param {LaterContext} context */
export function showScheduled(root, rows, { times, roomName }) {
  show(
    root,
    "scheduled",
    "scheduled-template",
    rows,
    (element, { content, sendAt, roomId, refusal, attachments = [] }) => {
      setText(part(element, "where"), roomName(roomId) || gettext("A room that you have left"));
      showTime(element, sendAt, times);
      setText(part(element, "text"), [content, ...attachments.map(({ name }) => name)].filter(Boolean).join(" · "));
      part(element, "state").hidden = refusal === null;
      setText(part(element, "state"), refusal === null ? "" : gettext("not sent"));
      part(element, "state").title = refusal === null ? "" : errorText({ code: refusal });
    },
  );
}

/** @param {HTMLElement} root @param {Reminder[]} rows @param {LaterContext} context */
export function showReminders(root, rows, { times, roomName }) {
  show(root, "reminders", "reminder-template", rows, (element, { text, excerpt, at, url, roomId, firedAt }) => {
    setText(part(element, "where"), text || roomName(roomId) || gettext("A message"));
    showTime(element, at, times);
    setText(part(element, "text"), excerpt);
    part(element, "text").hidden = excerpt === "";
    part(element, "open", HTMLAnchorElement).href = url;
    part(element, "open").hidden = url === "/";
    part(element, "state").hidden = firedAt === null;
    setText(part(element, "state"), firedAt === null ? "" : gettext("due"));
  });
}

/** @param {HTMLElement} element @param {string} at @param {TimeFormat} times */
function showTime(element, at, times) {
  const time = part(element, "time", HTMLTimeElement);
  time.dateTime = at;
  time.title = times.full(at);
  setText(time, times.moment(at));
}

/**
 * @template {{id: number}} Row
 * @param {HTMLElement} root
 * @param {string} name
 * @param {string} template
 * @param {Row[]} rows
 * @param {(element: HTMLElement, row: Row) => void} patch
 */
function show(root, name, template, rows, patch) {
  const list = part(root, name);
  const key = (/** @type {Row} */ { id }) => String(id);
  const existing = /** @type {KeyedList<Row> | undefined} */ (lists.get(list));
  const keyed = existing ?? new KeyedList({ list, key, create: () => clone(template), patch });
  lists.set(list, keyed);
  keyed.show(rows);
  list.hidden = rows.length === 0;
  part(root, `no-${name}`).hidden = rows.length > 0;
}
