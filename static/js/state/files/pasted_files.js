/**
 * Tell whether a paste means its files. Office programs and browsers copy a picture of a text along with the text, and file
 * managers copy the names of the files along with the files.
 * @param {{names: string[], text: string, types: readonly string[]}} pasted the names of the files, and the plain text
 * @returns {boolean}
 */
export function meansFiles({ names, text, types }) {
  if (names.length === 0) return false;
  if (!types.includes("text/plain")) return true;
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
  const known = new Set(names.map((name) => name.normalize("NFC")));
  return lines.every((line) => known.has(lastPart(line)));
}

/** @param {string} line a name, a path or a `file:` address @returns {string} the name */
function lastPart(line) {
  const name = line.trim().split(/[\\/]/).pop() ?? "";
  if (!line.startsWith("file:")) return name.normalize("NFC");
  try {
    return decodeURIComponent(name).normalize("NFC");
  } catch {
    return name;
  }
}
