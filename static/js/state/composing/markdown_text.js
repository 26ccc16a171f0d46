/**
 * A change of a text box. The part from `start` to `end` becomes `text`, and then `select` is selected.
 * @typedef {{start: number, end: number, text: string, select: [number, number]}} TextChange
 */

/** A line that opens or closes a code block. */
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/**
 * Tell whether the caret is inside an open code block.
 * @param {string} text
 * @param {number} caret
 */
export function inFence(text, caret) {
  let open = "";
  for (const line of text.slice(0, caret).split("\n")) {
    const [, marks = "", rest = ""] = line.match(FENCE) ?? [];
    if (!marks) continue;
    if (!open) open = marks.startsWith("`") && rest.includes("`") ? "" : marks;
    else if (marks[0] === open[0] && marks.length >= open.length && !rest.trim()) open = "";
  }
  return open !== "";
}

/**
 * Add marks such as `**` around the selection, or remove them.
 * @param {string} text @param {number} start @param {number} end @param {string} mark
 * @returns {TextChange}
 */
export function toggleMark(text, start, end, mark) {
  const selected = text.slice(start, end);
  const { length } = mark;
  if (text.slice(start - length, start) === mark && text.slice(end, end + length) === mark)
    return {
      start: start - length,
      end: end + length,
      text: selected,
      select: [start - length, end - length],
    };
  if (selected.length > 2 * length && selected.startsWith(mark) && selected.endsWith(mark))
    return { start, end, text: selected.slice(length, -length), select: [start, end - 2 * length] };
  // Markdown ignores marks with a space on the inner side.
  const [, before = "", core = "", after = ""] = selected.match(/^(\s*)([\s\S]*?)(\s*)$/) ?? [];
  const from = start + before.length + length;
  return { start, end, text: before + mark + core + mark + after, select: [from, from + core.length] };
}

/**
 * Add a prefix such as `> ` to each line of the selection, or remove it if all lines have it.
 * @param {string} text @param {number} start @param {number} end @param {string} prefix
 * @returns {TextChange}
 */
export function togglePrefix(text, start, end, prefix) {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", end);
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split("\n");
  const has = lines.every((line) => line.startsWith(prefix));
  const changed = lines.map((line) => (has ? line.slice(prefix.length) : prefix + line)).join("\n");
  return { start: from, end: to, text: changed, select: [from + changed.length, from + changed.length] };
}

/**
 * Turn the selection into code: marks within one line, a code block for several lines.
 * @param {string} text @param {number} start @param {number} end
 * @returns {TextChange}
 */
export function toggleCode(text, start, end) {
  const selected = text.slice(start, end);
  if (!selected.includes("\n")) return toggleMark(text, start, end, "`");
  const before = start > 0 && text[start - 1] !== "\n" ? "\n" : "";
  const after = end < text.length && text[end] !== "\n" ? "\n" : "";
  const from = start + before.length + 4;
  return { start, end, text: `${before}\`\`\`\n${selected}\n\`\`\`${after}`, select: [from, from + selected.length] };
}

/**
 * Turn the selection into a link. An address becomes its target, other text its text.
 * @param {string} text @param {number} start @param {number} end
 * @returns {TextChange}
 */
export function makeLink(text, start, end) {
  const selected = text.slice(start, end);
  if (/^https?:\/\/\S+$/.test(selected)) return { start, end, text: `[](${selected})`, select: [start + 1, start + 1] };
  const at = start + selected.length + 3;
  return { start, end, text: `[${selected}](https://)`, select: [at, at + "https://".length] };
}
