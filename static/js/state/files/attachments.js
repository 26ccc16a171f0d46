/** @typedef {import("../../types.js").Attachment} Attachment */

const BOX_WIDTH = 360;
const BOX_HEIGHT = 280;
const UNITS = ["B", "KB", "MB", "GB"];

/**
 * The size of a picture in the timeline. It is known before the picture loads, so that nothing moves then.
 * The server computes the same (chat/templatetags/files.py).
 * @param {Pick<Attachment, "width" | "height">} attachment
 * @returns {{width: number, height: number}}
 */
export function shownSize({ width, height }) {
  if (!width || !height) return { width: BOX_WIDTH, height: BOX_HEIGHT };
  const scale = Math.min(1, BOX_WIDTH / width, BOX_HEIGHT / height);
  return { width: Math.max(1, Math.floor(width * scale + 0.5)), height: Math.max(1, Math.floor(height * scale + 0.5)) };
}

/** @param {number} bytes @returns {string} such as `3.4 MB`, as the server writes it */
export function fileSize(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const tenths = Math.floor(value * 10 + 0.5) / 10;
  return `${unit > 1 && tenths < 10 ? tenths.toFixed(1) : Math.floor(value + 0.5)} ${UNITS[unit]}`;
}

/** @param {number} seconds @returns {string} such as `1:05` */
export function clockOf(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {Pick<Attachment, "type">} attachment @returns {"picture" | "video" | "audio" | "file"} how the page shows it */
export function kindOf({ type }) {
  const [kind] = type.split("/");
  if (kind === "image") return "picture";
  return kind === "video" || kind === "audio" ? kind : "file";
}

const SPOILER = /\|\|(?!\s).+?(?<!\s)\|\|/gs;

/**
 * @param {{content: string, attachments: Pick<Attachment, "name">[]}} message
 * @returns {string} its text without spoilers, or the name of its first file if it has no text
 */
export function wordsOf({ content, attachments }) {
  return content.replace(SPOILER, "▒▒▒") || (attachments[0]?.name ?? "");
}
