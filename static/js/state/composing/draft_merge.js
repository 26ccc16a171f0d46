/**
 * @typedef {import("./drafts.js").DraftParts} DraftParts
 * @typedef {import("../../wire_types.js").DraftText} DraftBody
 */

/**
 * Merge two drafts that were changed without knowledge of each other. A part that only one of them changed is taken from it.
 * @param {DraftBody} base what both were before
 * @param {{text: string, parts: DraftParts}} here
 * @param {{text: string, parts: DraftParts}} there
 * @returns {{text: string, parts: DraftParts}}
 */
export function merged(base, here, there) {
  const [mine, before] = [bodyOf("", here.parts), bodyOf("", {})];
  Object.assign(before, base);
  const changed = (/** @type {"replyTo" | "edit" | "poll"} */ name) =>
    JSON.stringify(mine[name]) !== JSON.stringify(before[name]);
  return {
    text: mergedText(before.content, here.text, there.text),
    parts: {
      replyTo: (changed("replyTo") ? here : there).parts.replyTo,
      edit: (changed("edit") ? here : there).parts.edit,
      poll: (changed("poll") ? here : there).parts.poll,
      attachments: mergedFiles(before.attachmentIds ?? [], here.parts.attachments ?? [], there.parts.attachments ?? []),
      threads: mergedThreads(before.threads ?? [], here.parts.threads ?? [], there.parts.threads ?? []),
    },
  };
}

/**
 * @param {string} base @param {string} here @param {string} there
 * @returns {string} with both changes, if they are at different places; else with both texts, if none begins or ends with the other
 */
export function mergedText(base, here, there) {
  if (there === base || there === here) return here;
  if (here === base || !here.trim()) return there;
  if (!there.trim()) return here;
  const [mine, theirs] = [changeOf(base, here), changeOf(base, there)];
  const [first, last] = mine.start <= theirs.start ? [mine, theirs] : [theirs, mine];
  if (base && first.end < last.start)
    return (
      base.slice(0, first.start) + first.text + base.slice(first.end, last.start) + last.text + base.slice(last.end)
    );
  if (here.startsWith(there) || here.endsWith(there)) return here;
  return there.startsWith(here) || there.endsWith(here) ? there : `${there}\n\n${here}`;
}

/** @param {string} base @param {string} text @returns {{start: number, end: number, text: string}} what replaces a part of `base` */
function changeOf(base, text) {
  const most = Math.min(base.length, text.length);
  let start = 0;
  while (start < most && base[start] === text[start]) start++;
  let same = 0;
  while (same < most - start && base[base.length - 1 - same] === text[text.length - 1 - same]) same++;
  return { start, end: base.length - same, text: text.slice(start, text.length - same) };
}

/**
 * @template {{id: number}} File
 * @param {number[]} base @param {File[]} here @param {File[]} there
 * @returns {File[]} without those that one of the two has removed
 */
function mergedFiles(base, here, there) {
  const kept = here.filter(({ id }) => !base.includes(id) || there.some((other) => other.id === id));
  const added = there.filter(({ id }) => !base.includes(id) && !here.some((other) => other.id === id));
  return [...kept, ...added];
}

/** @typedef {import("../../wire_types.js").ThreadDraft} ThreadDraft */

/** @param {ThreadDraft[]} base @param {ThreadDraft[]} here @param {ThreadDraft[]} there @returns {ThreadDraft[]} */
function mergedThreads(base, here, there) {
  const [before, mine, theirs] = [base, here, there].map(
    (threads) => new Map(threads.map(({ rootId, content }) => [rootId, content])),
  );
  const text = (/** @type {Map<number, string>} */ texts, /** @type {number} */ rootId) => texts.get(rootId) ?? "";
  return [...new Set([...mine.keys(), ...theirs.keys()])]
    .map((rootId) => ({
      rootId,
      content: mergedText(text(before, rootId), text(mine, rootId), text(theirs, rootId)),
    }))
    .filter(({ content }) => content.trim());
}

/** @param {string} content @param {DraftParts} parts @returns {DraftBody} with its keys in a fixed order, to compare it as text */
export function bodyOf(content, { replyTo, edit, attachments = [], poll, threads = [] }) {
  const { question = "", options = [], multiple = false } = poll ?? {};
  return {
    content,
    replyTo: replyTo?.id ?? null,
    edit: edit ? { messageId: edit.messageId, content: edit.content } : null,
    attachmentIds: attachments.map(({ id }) => id),
    poll: poll ? { question, options, multiple } : null,
    threads: threads.map(({ rootId, content: text }) => ({ rootId, content: text })),
  };
}
