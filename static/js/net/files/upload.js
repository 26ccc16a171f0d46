import { decode, pageCsrfToken, refusal } from "../api/api.js";
import { ConnectionLost } from "../api/errors.js";

/** @typedef {import("../../types.js").Attachment} Attachment */

/**
 * Upload a file. It uses XMLHttpRequest because `fetch` does not report progress.
 * @param {Blob & {name: string}} file
 * @param {Object} options
 * @param {(share: number) => void} options.onProgress from 0 to 1
 * @param {AbortSignal} options.signal
 * @param {number} [options.duration] seconds, of a recording
 * @param {boolean} [options.keepMetadata] whether a photograph may keep its place and camera, if the site cannot remove them
 * @param {() => XMLHttpRequest} [options.newRequest]
 * @param {() => string} [options.csrfToken]
 * @returns {Promise<Attachment>}
 * @throws {import("../api/errors.js").CommandError} (rejects) the server refused
 * @throws {ConnectionLost} (rejects) there was no answer, or it was cancelled
 */
export function upload(file, options) {
  const { onProgress, signal, duration, keepMetadata } = options;
  const { newRequest = () => new XMLHttpRequest(), csrfToken = pageCsrfToken } = options;
  return new Promise((resolve, reject) => {
    const request = newRequest();
    const form = new FormData();
    if (duration !== undefined) form.append("duration", duration.toFixed(1));
    if (keepMetadata) form.append("metadata", "keep");
    form.append("file", file, file.name);
    request.upload.onprogress = ({ lengthComputable, loaded, total }) => lengthComputable && onProgress(loaded / total);
    request.onload = () => {
      const answer = /** @type {import("../../types.js").Attachment | undefined} */ (decode(request.responseText));
      if (request.status >= 400) reject(refusal(request.status, answer));
      else if (answer?.id) resolve(answer);
      else reject(new ConnectionLost("No answer of the site"));
    };
    request.onerror = request.onabort = request.ontimeout = () => reject(new ConnectionLost("No answer"));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", "/api/v1/attachments");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.send(form);
  });
}
