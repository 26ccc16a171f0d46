/**
 * Return the key of a shortcut, as Latin layouts have it. On other layouts (Cyrillic, Greek, Hebrew …) it is the letter at
 * the same place of a US keyboard, so that Ctrl+B is the same key for everybody who has no B.
 * @param {Pick<KeyboardEvent, "key" | "code">} event
 * @returns {string} in lower case
 */
export function shortcutKey({ key, code }) {
  if (/^[ -~]$/.test(key)) return key.toLowerCase();
  return code.match(/^(?:Key|Digit)(.)$/)?.[1].toLowerCase() ?? key.toLowerCase();
}
