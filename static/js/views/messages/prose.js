/**
 * Make the text of a message usable: spoilers open, boxes of tasks have a name, and code can be copied. The modules for this
 * are imported for the first text that needs it.
 * @param {HTMLElement} body
 */
export function enliven(body) {
  if (body.querySelector("pre, .spoiler, .table, .task"))
    import("./prose_tools.js").then((tools) => tools.enliven(body)).catch(() => {});
}
