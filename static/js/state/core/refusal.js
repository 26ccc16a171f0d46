/**
 * Read the parts of a refusal by the server from whatever was thrown.
 * @param {unknown} error
 * @returns {Partial<import("../../types.js").WireError>} without a `code` when no answer came
 */
export function refusalOf(error) {
  return error instanceof Error ? error : {};
}
