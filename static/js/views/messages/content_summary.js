import { clockOf, fileSize, kindOf } from "../../state/files/attachments.js";
import { icon } from "../ui/dom.js";
import { gettext } from "../ui/i18n.js";
import { votesText } from "./poll.js";

/**
 * @typedef {import("../../types.js").Attachment} Attachment
 * @typedef {Pick<import("../../types.js").Message, "attachments" | "poll" | "deletedAt">} Summarized
 * @typedef {{icon: string, name: string, detail: string, asks?: boolean}} Line
 * @typedef {Attachment & {thumbnailUrl: string}} Pictured
 */

/** The most pictures, and the most other files, that a summary shows. */
const MOST = 3;
const HEIGHT = 72;
const NARROWEST = 48;
const WIDEST = 128;
const ICONS = { picture: "file", video: "video", audio: "mic", file: "file" };

/**
 * Summarize the files and the poll of a message.
 * @param {Summarized} message
 * @returns {{pictures: Pictured[], lines: Line[], more: number}}
 */
export function contentSummary({ attachments, poll, deletedAt }) {
  if (deletedAt) return { pictures: [], lines: [], more: 0 };
  const pictures = attachments.filter(isPictured);
  const others = attachments.filter((attachment) => !isPictured(attachment));
  const lines = others.slice(0, MOST).map(fileLine);
  if (poll) lines.unshift(pollLine(poll));
  const more = Math.max(0, pictures.length - MOST) + Math.max(0, others.length - MOST);
  return { pictures: pictures.slice(0, MOST), lines, more };
}

/**
 * Show the summary of a message in an entry of a list. Nothing in it plays, opens or loads a whole file: the entry
 * itself links to the message.
 * @param {HTMLElement} place
 * @param {Summarized} message
 */
export function showContentSummary(place, message) {
  const { pictures, lines, more } = contentSummary(message);
  const parts = lines.map(line);
  if (pictures.length > 0) parts.unshift(span("enclosed__pictures", ...pictures.map(thumbnail)));
  if (more > 0) parts.push(span("enclosed__more", gettext("and %(count)s more", { count: more })));
  // The spaces make screen readers read the parts as separate words.
  place.replaceChildren(...parts.flatMap((each) => [each, " "]));
  place.hidden = parts.length === 0;
}

/**
 * Return the size of a picture's thumbnail. It is set before the picture loads. All thumbnails have the same height;
 * wide and tall pictures are cropped.
 * @param {Pick<Attachment, "width" | "height">} attachment
 * @returns {{width: number, height: number}}
 */
export function thumbnailSize({ width, height }) {
  const natural = width && height ? (width / height) * HEIGHT : HEIGHT;
  return { width: Math.round(Math.min(WIDEST, Math.max(NARROWEST, natural))), height: HEIGHT };
}

/**
 * Pictures without a thumbnail are listed as files, since only the whole picture could be shown.
 * @param {Attachment} attachment
 * @returns {attachment is Pictured}
 */
function isPictured(attachment) {
  return kindOf(attachment) === "picture" && attachment.thumbnailUrl !== null;
}

/** @param {Attachment} attachment @returns {Line} */
function fileLine(attachment) {
  const { name, size, duration } = attachment;
  const kind = kindOf(attachment);
  if (!duration) return { icon: ICONS[kind], name, detail: fileSize(size) };
  // The recorder chose the name, so its extension tells the reader nothing.
  return { icon: ICONS[kind], name: name.replace(/(.)\.\w+$/, "$1"), detail: clockOf(duration) };
}

/** @param {import("../../types.js").Poll} poll @returns {Line} */
function pollLine(poll) {
  const votes = votesText(poll);
  return {
    icon: "poll",
    name: poll.question,
    detail: poll.closedAt ? `${votes} · ${gettext("closed")}` : votes,
    asks: true,
  };
}

/** @param {Line} line */
function line({ icon: sign, name, detail, asks = false }) {
  const words = span(asks ? "enclosed__question" : "enclosed__name truncate", name);
  const kind = asks ? "enclosed__line enclosed__line--poll" : "enclosed__line";
  return span(kind, icon(sign), words, " ", span("enclosed__detail", detail));
}

/** @param {Pictured} attachment */
function thumbnail(attachment) {
  const image = document.createElement("img");
  const { width, height } = thumbnailSize(attachment);
  // Set `loading` before `src`, which starts the request.
  Object.assign(image, { loading: "lazy", decoding: "async", width, height, alt: attachment.name });
  image.className = "enclosed__picture";
  image.src = attachment.thumbnailUrl;
  return image;
}

/** @param {string} className @param {(Node | string)[]} content */
function span(className, ...content) {
  const element = document.createElement("span");
  element.className = className;
  element.append(...content);
  return element;
}
