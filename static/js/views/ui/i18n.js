/**
 * @typedef {Object} Catalogue
 * @property {(text: string) => string} [gettext]
 * @property {(one: string, many: string, count: number) => string} [ngettext]
 */

/** Django's catalogue (/jsi18n/). In a language without one, the English texts of the source are shown. */
const catalogue = /** @type {{django?: Catalogue}} */ (globalThis).django ?? {};

/**
 * Translate a text into the page's language.
 * @param {string} text English, with `%(name)s` for each value
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function gettext(text, values) {
  return fill(catalogue.gettext?.(text) ?? text, values);
}

/**
 * Translate a text that depends on a count.
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Record<string, string | number>} [values] `count` is added to them
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
