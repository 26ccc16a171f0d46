/** Django's catalogue (/jsi18n/), when the page's language has one; else the texts are the English ones of the source. */
const catalogue = /** @type {any} */ (globalThis).django ?? {};

/**
 * @param {string} text English, with `%(name)s` for what is filled in
 * @param {Record<string, string | number>} [values]
 * @returns {string} in the page's language
 */
export function gettext(text, values) {
  return fill(catalogue.gettext?.(text) ?? text, values);
}

/**
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Record<string, string | number>} [values] `count` is always among them
 * @returns {string}
 */
export function ngettext(one, many, count, values) {
  const text = catalogue.ngettext?.(one, many, count) ?? (count === 1 ? one : many);
  return fill(text, { count, ...values });
}

/** @param {string} text @param {Record<string, string | number>} [values] */
function fill(text, values) {
  return values ? text.replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole)) : text;
}
