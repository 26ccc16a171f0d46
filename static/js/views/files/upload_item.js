import { fileSize } from "../../state/files/attachments.js";
import { part, setText } from "../ui/dom.js";
import { errorText } from "../ui/error_text.js";
import { gettext } from "../ui/i18n.js";

/** @typedef {import("../../state/files/uploads.js").Upload} Upload */

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

/** @param {HTMLElement} row @param {Upload} upload */
export function showUpload(row, upload) {
  const { key, name, state, error } = upload;
  const failed = state === "failed";
  row.dataset.key = String(key);
  row.classList.toggle("upload--failed", failed);
  setText(part(row, "name"), name);
  part(row, "name").title = name;
  const asks = failed && error?.code === "has_metadata";
  part(row, "retry").hidden = !failed || !upload.file || asks || error?.code === "too_large";
  part(row, "keep").hidden = !asks;
  part(row, "cancel").setAttribute("aria-label", gettext("Remove %(name)s", { name }));
  part(row, "progress").hidden = state === "done" || failed;
  showPreview(part(row, "preview", HTMLImageElement), upload);
  if (failed) setText(part(row, "text"), uploadError(error));
  else showProgress(row, upload);
}

/** @param {HTMLElement} row @param {Upload} upload */
export function showProgress(row, { progress, size, state }) {
  const bar = part(row, "progress", HTMLProgressElement);
  // After the last byte, the server still checks the file.
  bar.value = Math.min(progress, 0.99);
  const share = `${Math.floor(bar.value * 100)} %`;
  setText(part(row, "text"), state === "done" ? fileSize(size) : `${share} · ${fileSize(size)}`);
}

/**
 * Say why an upload failed. For a large file this is the server's text, which names the limit.
 * @param {Upload["error"]} error
 */
function uploadError(error) {
  if (error?.code === "too_large") return error.message || gettext("This file is too large.");
  return errorText(error);
}

/** @param {HTMLImageElement} image @param {Upload} upload */
function showPreview(image, { file, attachment }) {
  if (image.getAttribute("src")) return;
  const own = file && PICTURES.has(file.type) ? URL.createObjectURL(file) : (attachment?.thumbnailUrl ?? "");
  image.hidden = own === "";
  if (!own) return;
  image.src = own;
  image.addEventListener("load", () => URL.revokeObjectURL(own), { once: true });
}
