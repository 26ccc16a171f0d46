import { showAttachments } from "../files/attachments.js";
import { avatar } from "../people/avatar.js";
import { clone, part, setText } from "../ui/dom.js";
import { errorText } from "../ui/error_text.js";
import { gettext, ngettext } from "../ui/i18n.js";
import { messageUrl } from "../ui/urls.js";
import { showLinkPreviews } from "./link_previews.js";
import { showPoll } from "./poll.js";
import { enliven } from "./prose.js";
import { showReactions } from "./reactions.js";
import { systemMessage } from "./system_message.js";

/**
 * @typedef {import("../../types.js").MessageRow} MessageRow
 * @typedef {import("../../types.js").PendingRow} PendingRow
 *
 * @typedef {Object} RowContext
 * @property {import("../../types.js").CurrentUser} me
 * @property {import("../../state/people/people.js").People} people
 * @property {import("../../state/people/presence.js").Presence} presence
 * @property {import("../ui/time_format.js").TimeFormat} times
 * @property {() => boolean} direct whether the room is a direct conversation
 * @property {(message: import("../../types.js").Message) => boolean} mayChange whether the user may remove its previews
 */

/** @returns {HTMLElement} an empty row */
export const createRow = () => clone("message-template");

/**
 * Make a row show a message.
 * @param {HTMLElement} element
 * @param {MessageRow} row
 * @param {RowContext} context
 * @param {{body: boolean}} options `body` is false if the server has rendered the body already
 */
export function showMessage(element, { message, continues }, context, { body }) {
  const { me, people } = context;
  const author = people.current(message.author);
  element.dataset.seq = String(message.seq);
  classes(element, {
    continues,
    system: message.kind === "system",
    deleted: message.deletedAt !== null,
    mention: message.mentionsEveryone || message.mentions.includes(me.id),
  });
  showHead(element, author, message.createdAt, context);
  part(element, "link", HTMLAnchorElement).href = messageUrl(message);
  if (message.kind === "system") part(element, "avatar").replaceChildren();
  showQuote(element, message.replyTo);
  showBody(element, message, context, body);
  showPoll(part(element, "poll"), message, context);
  part(element, "edited").hidden = !message.editedAt || message.deletedAt !== null;
  showAttachments(part(element, "attachments"), message.attachments);
  showLinkPreviews(part(element, "previews"), message.previews, context.mayChange(message));
  showReactions(part(element, "reactions"), message.reactions, context);
  part(element, "state").hidden = true;
  part(element, "pinned").hidden = !message.pinnedAt;
  showThread(element, message.thread ?? null, context);
}

/**
 * Make a row show a pending message.
 * @param {HTMLElement} element
 * @param {PendingRow} row
 * @param {RowContext} context
 */
export function showPending(element, { pending, continues }, context) {
  delete element.dataset.seq;
  classes(element, { continues, pending: pending.state !== "failed", failed: pending.state === "failed" });
  showHead(element, context.me, pending.createdAt, context);
  showQuote(element, pending.replyTo);
  showTyped(part(element, "body"), pending.content);
  showAttachments(part(element, "attachments"), pending.attachments ?? []);
  showState(part(element, "state"), pending);
}

/** Show a text in paragraphs, as it will look when it is stored. @param {HTMLElement} body @param {string} content */
function showTyped(body, content) {
  if (body.dataset.typed === content) return;
  body.dataset.typed = content;
  const texts = content.replace(/^(?:[ \t]*\n)+/, "").split(/\n(?:[ \t]*\n)+/);
  body.replaceChildren(
    ...texts.map((text) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      return paragraph;
    }),
  );
}

/** @param {HTMLElement} element @param {Record<string, boolean>} modifiers */
function classes(element, modifiers) {
  for (const name of ["continues", "system", "deleted", "mention", "pending", "failed"])
    element.classList.toggle(`message--${name}`, modifiers[name] ?? false);
}

/**
 * @param {HTMLElement} element
 * @param {import("../../types.js").Author | import("../../types.js").CurrentUser} author
 * @param {string} createdAt
 * @param {RowContext} context
 */
function showHead(element, author, createdAt, { presence, times }) {
  const clock = times.clock(createdAt);
  const time = part(element, "time", HTMLTimeElement);
  element.dataset.userId = String(author.id);
  part(element, "avatar").replaceChildren(avatar(author, presence.get(author.id)?.status));
  setText(part(element, "author"), author.displayName);
  part(element, "bot").hidden = !author.isBot;
  time.dateTime = createdAt;
  setText(time, clock);
  setText(part(element, "side-time"), clock);
  part(element, "link").title = times.full(createdAt);
}

/** @param {HTMLElement} element @param {import("../../types.js").ReplyQuote | null} quote */
function showQuote(element, quote) {
  const box = part(element, "quote");
  box.hidden = quote === null;
  if (!quote) return;
  box.dataset.seq = String(quote.seq);
  setText(part(box, "quote-author"), quote.author.displayName);
  setText(part(box, "quote-text"), quote.deletedAt ? gettext("This message was deleted") : quote.content);
}

/**
 * @param {HTMLElement} element
 * @param {import("../../types.js").ThreadFacts | null} thread
 * @param {RowContext} context
 */
function showThread(element, thread, { times }) {
  const line = part(element, "thread");
  line.hidden = !thread?.count;
  if (!thread?.count) return;
  setText(part(line, "thread-count"), ngettext("%(count)s reply", "%(count)s replies", thread.count));
  const last = thread.lastReplyAt ? gettext("last reply %(ago)s", { ago: times.ago(thread.lastReplyAt) }) : "";
  setText(part(line, "thread-last"), last);
}

/**
 * @param {HTMLElement} element
 * @param {import("../../types.js").Message} message
 * @param {RowContext} context
 * @param {boolean} fill
 */
function showBody(element, message, { me, people, direct }, fill) {
  const body = part(element, "body");
  delete body.dataset.typed;
  if (message.deletedAt) setText(body, gettext("This message was deleted"));
  else if (message.kind === "system")
    setText(body, systemMessage(message, { author: people.current(message.author).displayName, direct: direct() }));
  // The server has sanitised this HTML.
  else if (fill) body.innerHTML = message.html;
  for (const mention of body.querySelectorAll(`.mention[data-user-id="${me.id}"]`))
    mention.classList.add("mention--me");
  enliven(body);
}

/** @param {HTMLElement} state @param {import("../../types.js").PendingMessage} pending */
function showState(state, pending) {
  const failed = pending.state === "failed";
  state.hidden = false;
  if (!failed) return setText(state, pending.attempted ? gettext("Sending…") : gettext("Waiting to be sent"));
  if (!state.querySelector("button")) state.replaceChildren(...stateTools());
  setText(part(state, "state-text"), `${gettext("Not sent:")} ${errorText(pending.error)}`);
  for (const button of state.querySelectorAll("button"))
    button.hidden = button.dataset.action === "edit-pending" && pending.attempted && pending.error === undefined;
}

function stateTools() {
  const template = document.getElementById("state-template");
  return template instanceof HTMLTemplateElement ? document.importNode(template.content, true).childNodes : [];
}
