import { createRow, showMessage, showPending } from "../messages/message_row.js";
import { clone, part, setText } from "../ui/dom.js";
import { gettext } from "../ui/i18n.js";
import { KeyedList } from "../ui/keyed_list.js";

/** @typedef {import("../../types.js").Row} Row */

/**
 * Make the list that shows the rows of a timeline.
 * @param {HTMLElement} list
 * @param {import("../messages/message_row.js").RowContext} context
 * @returns {KeyedList<Row>}
 */
export function timelineView(list, context) {
  /** Rows that the server rendered. Their text is complete. */
  const drawn = new Set(list.children);
  return new KeyedList({
    list,
    key: (/** @type {Row} */ row) => row.key,
    create: (row) => createElement(row),
    patch: (element, row, previous) => patchRow(element, row, { previous, drawn, context }),
    same,
  });
}

/** @param {Row} row */
function createElement(row) {
  if (row.kind === "day" || row.kind === "ignored") return clone(`${row.kind}-template`);
  return row.kind === "unread" ? clone("unread-template") : createRow();
}

/**
 * @param {HTMLElement} element
 * @param {Row} row
 * @param {Object} options
 * @param {Row | undefined} options.previous
 * @param {Set<Element>} options.drawn the rows that the server rendered
 * @param {import("../messages/message_row.js").RowContext} options.context
 */
function patchRow(element, row, { previous, drawn, context }) {
  if (row.kind === "day") return setText(part(element, "label"), context.times.day(row.day));
  if (row.kind === "ignored") return showIgnored(element, row);
  if (row.kind === "pending") return showPending(element, row, context);
  if (row.kind !== "message") return;
  const unchanged =
    previous?.kind === "message" && previous.message.html === row.message.html && !previous.message.deletedAt;
  const body = !unchanged && !drawn.delete(element);
  showMessage(element, row, context, { body });
}

/** @param {HTMLElement} element @param {import("../../types.js").IgnoredRow} row */
function showIgnored(element, { ids }) {
  element.dataset.ids = JSON.stringify(ids);
  const many = gettext("%(count)s messages of people you ignore", { count: String(ids.length) });
  setText(part(element, "label"), ids.length > 1 ? many : gettext("Message of somebody you ignore"));
}

/** @param {Row} row @param {Row} previous */
function same(row, previous) {
  if (row.kind === "message" && previous.kind === "message")
    return row.message === previous.message && row.continues === previous.continues;
  if (row.kind === "pending" && previous.kind === "pending")
    return row.pending === previous.pending && row.continues === previous.continues;
  if (row.kind === "ignored" && previous.kind === "ignored") return row.ids.length === previous.ids.length;
  return row.kind === previous.kind && row.key === previous.key;
}
