/** The path of `static/favicon.svg`. */
const MARK = "M8 3h16a6 6 0 0 1 6 6v9a6 6 0 0 1-6 6h-9l-7 5.2V24a6 6 0 0 1-6-6V9a6 6 0 0 1 6-6z";

/**
 * Draw the site's icon with a number on it.
 * @param {number} count
 * @returns {string} a data URL
 */
export function countedIcon(count) {
  const text = count > 9 ? "9+" : String(count);
  const width = text.length > 1 ? 20 : 15;
  const left = 32 - width;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="${MARK}" fill="#1b6a59"/><rect x="${left}" y="0" width="${width}" height="17" rx="8" fill="#c8281d" stroke="#fff"/><text x="${left + width / 2}" y="13.2" font-family="sans-serif" font-size="13.5" font-weight="700" text-anchor="middle" fill="#fff">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
