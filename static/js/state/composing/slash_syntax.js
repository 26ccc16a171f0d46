/**
 * The page's next step with a text. `send`: send `content`, which has lost a first slash if it began with two. `run`: run the command
 * `name` with the text after it.
 * @typedef {{kind: "send", content: string} | {kind: "run", name: string, rest: string}} Reading
 */

const COMMAND = /^\/([a-z]+)(?:\s+([\s\S]*))?$/i;

/**
 * Tell a slash command from a message. A path such as `/usr/bin` is a message; `//` begins a message with a slash.
 * @param {string} text
 * @returns {Reading}
 */
export function readSlash(text) {
  if (/^\/\/\S/.test(text)) return { kind: "send", content: text.slice(1) };
  const match = text.match(COMMAND);
  if (!match) return { kind: "send", content: text };
  return { kind: "run", name: match[1].toLowerCase(), rest: (match[2] ?? "").trim() };
}
