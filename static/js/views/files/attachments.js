import { clockOf, fileSize, kindOf, shownSize } from "../../state/files/attachments.js";
import { clone, part, setText } from "../ui/dom.js";

/** @typedef {import("../../types.js").Attachment} Attachment */

/** @type {Record<ReturnType<typeof kindOf>, (attachment: Attachment) => HTMLElement>} */
const MAKERS = { picture, video: player, audio: player, file: card };

/**
 * Make a row show its files. Files that it shows already stay, so that no picture reloads and no player stops.
 * @param {HTMLElement} element
 * @param {Attachment[]} attachments
 */
export function showAttachments(element, attachments) {
  const ids = attachments.map(({ id }) => id).join(",");
  element.hidden = ids === "";
  if ((element.dataset.files ?? "") === ids) return;
  element.dataset.files = ids;
  const pictures = attachments.filter((attachment) => kindOf(attachment) === "picture");
  element.classList.toggle("attachments--many", pictures.length > 1);
  element.replaceChildren(...attachments.map((attachment) => MAKERS[kindOf(attachment)](attachment)));
}

/** @param {Attachment} attachment */
function picture(attachment) {
  const { name, url, thumbnailUrl, type } = attachment;
  const link = /** @type {HTMLAnchorElement} */ (clone("picture-template"));
  const image = /** @type {HTMLImageElement} */ (link.querySelector("img"));
  const { width, height } = shownSize(attachment);
  link.href = url;
  link.dataset.name = name;
  link.classList.toggle("picture--moving", type === "image/gif");
  Object.assign(image, { width, height, alt: name, src: thumbnailUrl ?? url });
  return link;
}

/** @param {Attachment} attachment */
function player(attachment) {
  const { name, url, duration, size } = attachment;
  const element = clone(`${kindOf(attachment)}-template`);
  const media = part(element, "media", HTMLMediaElement);
  media.src = url;
  media.setAttribute("aria-label", name);
  part(element, "name", HTMLAnchorElement).href = url;
  setText(part(element, "name"), name);
  setText(part(element, "size"), duration ? clockOf(duration) : fileSize(size));
  return element;
}

/** @param {Attachment} attachment */
function card({ name, url, size }) {
  const link = /** @type {HTMLAnchorElement} */ (clone("file-template"));
  link.href = url;
  setText(part(link, "name"), name);
  setText(part(link, "size"), fileSize(size));
  return link;
}
