import { keyAction } from "../../state/composing/composer_keys.js";
import { inFence } from "../../state/composing/markdown_text.js";
import { wordsOf } from "../../state/files/attachments.js";
import { isThreadOnly } from "../../state/messages/thread_only.js";
import { roomTitle } from "../../state/rooms/rooms.js";
import { charactersLeft, showContext, showSize } from "../../views/composing/composer.js";
import { byId, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";

/** The text box for messages. It sends, edits and replies, and keeps a draft for each room. */
export class Composer {
  /** @param {import("../page/page.js").Page} page @param {import("../../state/composing/drafts.js").Drafts} drafts */
  constructor(page, drafts) {
    this.page = page;
    this.drafts = drafts;
    this.form = byId("composer", HTMLFormElement);
    this.input = byId("composer-input", HTMLTextAreaElement);
    /** The list of completions handles keys first. @type {import("./completion.js").Completion | null} */
    this.completion = null;
    /** The files of the message. @type {import("../files/upload_tray.js").UploadTray | null} */
    this.files = null;
    /** Runs `/commands` and returns the text to send, if any. @type {import("./slash_commands.js").SlashCommands | null} */
    this.commands = null;
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("click", (event) => target(event, '[data-action="cancel"]') && this.#cancel());
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    page.on("room", () => this.#enter());
    page.on("reply", (message) => (isThreadOnly(message) ? page.emit("thread", message) : this.#reply(message)));
    page.on("edit", ({ id, content }) => page.mayWrite && this.#part("edit", { messageId: id, content }));
    page.on("take", (pending) => !isThreadOnly(pending) && this.#take(pending));
    page.on("focus", () => this.input.focus());
    drafts.on("received", ({ roomId }) => roomId === page.roomId && this.#show());
    this.#enter();
  }

  #enter() {
    const { room } = this.page;
    const name = roomTitle(room);
    this.input.placeholder =
      room.kind === "direct" ? gettext("Write to %(name)s", { name }) : gettext("Write in %(name)s", { name });
    this.#show({ focus: matchMedia("(hover: hover)").matches });
  }

  /** Show what the user was about to do here: an edit, or the next message. @param {{focus?: boolean}} [options] */
  #show(options) {
    const { edit, replyTo } = this.#parts;
    showContext(this.form, edit ? "edit" : (replyTo ?? null));
    this.#setText(edit ? edit.content : this.drafts.get(this.page.roomId), options);
  }

  get #parts() {
    return this.drafts.parts(this.page.roomId);
  }

  /**
   * Set or remove a part of the draft, and show the draft.
   * @template {keyof import("../../state/composing/drafts.js").DraftParts} Name
   * @param {Name} name
   * @param {import("../../state/composing/drafts.js").DraftParts[Name]} [value]
   */
  #part(name, value) {
    this.drafts.setPart(this.page.roomId, name, value);
    this.#show({ focus: true });
  }

  /** @param {import("../../types.js").Message} message */
  #reply(message) {
    if (!this.page.mayWrite) return;
    const { id, seq, author } = message;
    const content = wordsOf(message).replace(/\s+/g, " ").slice(0, 200);
    this.drafts.setPart(this.page.roomId, "edit");
    this.#part("replyTo", { id, seq, author, content, deletedAt: null });
  }

  /** Put a message that failed back, before what is in the box. @param {import("../../types.js").PendingMessage} pending */
  #take({ roomId, content, replyTo }) {
    const text = this.drafts.get(roomId);
    this.drafts.set(roomId, text.trim() ? `${content}\n\n${text}` : content);
    if (replyTo && !this.drafts.parts(roomId).replyTo) this.drafts.setPart(roomId, "replyTo", replyTo);
    if (this.drafts.parts(roomId).edit) this.page.toast(gettext("Your message is in the box again after this edit."));
    if (roomId === this.page.roomId) this.#show({ focus: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const completing = this.completion?.isOpen ?? false;
    const { value, selectionEnd } = this.input;
    const chosen = this.completion?.isChosen ?? false;
    const fenced = inFence(value, selectionEnd);
    const action = keyAction(event, { empty: value === "", completing, chosen, fenced });
    if (action === null) return;
    const { edit, replyTo } = this.#parts;
    if (action === "cancel" && !edit && !replyTo) return;
    event.preventDefault();
    if (action === "send") {
      this.completion?.close();
      this.form.requestSubmit();
    } else if (action === "cancel") this.#cancel();
    else if (action === "editLast") this.#editLast();
    else this.completion?.act(action);
  }

  #editLast() {
    const message = this.page.timeline?.lastOwn();
    if (message && this.page.mayEdit(message)) this.page.emit("edit", message);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const content = this.input.value;
    const { edit } = this.#parts;
    const files = !edit && this.files?.any;
    if ((!content.trim() && !files) || this.#over() || !this.page.mayWrite) return;
    if (edit) return this.#edit(edit.messageId, content);
    const message = this.commands ? this.commands.take(content) : content;
    // Keep the text in the box until the files are on the server.
    if (message === null || this.files?.holdsBack()) return;
    this.send(message);
    this.clear();
  }

  /** @returns {string} the text in the box */
  get text() {
    return this.input.value;
  }

  /**
   * Return the new message that Send would send now, with its uploaded files.
   * @returns {{content: string, replyTo?: import("../../types.js").ReplyQuote, attachments: import("../../types.js").Attachment[]} | null}
   *   null if there is none
   */
  draft() {
    const { edit, replyTo, attachments = [] } = this.#parts;
    if ((!this.text.trim() && !this.files?.any) || this.#over() || !this.page.mayWrite || edit) return null;
    return { content: this.text, replyTo, attachments };
  }

  /** Send a message with everything that goes with it. @param {string} content @param {number} [roomId] */
  send(content, roomId = this.page.roomId) {
    const attachments = this.files?.take(roomId);
    this.page.store.send(roomId, content, this.drafts.parts(roomId).replyTo ?? null, { attachments });
    this.drafts.setPart(roomId, "replyTo");
    if (roomId === this.page.roomId) this.page.emit("toEnd", undefined);
  }

  /** Empty the box, and keep what goes with the next message. @param {number} roomId */
  clearText(roomId) {
    this.drafts.set(roomId, "");
    if (roomId === this.page.roomId) this.#show();
  }

  /** Empty the box after its text was sent or scheduled. @param {number} [roomId] */
  clear(roomId = this.page.roomId) {
    this.drafts.clear(roomId);
    if (roomId === this.page.roomId) this.#show();
  }

  /** @param {number} messageId @param {string} content */
  async #edit(messageId, content) {
    const { page, drafts } = this;
    const { roomId, timeline } = page;
    if (this.input.readOnly) return;
    if (content !== timeline?.find(messageId)?.content) {
      this.input.readOnly = true;
      const done = await page.attempt(page.store.edit({ id: messageId, roomId }, content).then(() => true));
      this.input.readOnly = false;
      if (!done || drafts.parts(roomId).edit?.content !== content) return;
    }
    drafts.setPart(roomId, "edit");
    if (roomId === page.roomId) this.#show({ focus: true });
  }

  #cancel() {
    this.#part(this.#parts.edit ? "edit" : "replyTo");
  }

  #typed() {
    const { page, drafts } = this;
    const { edit } = this.#parts;
    if (edit) drafts.setPart(page.roomId, "edit", { ...edit, content: this.text });
    else {
      drafts.set(page.roomId, this.text);
      page.store.typed(page.roomId, this.text);
    }
    this.#showSize();
  }

  /** @param {string} text @param {{focus?: boolean}} [options] */
  #setText(text, { focus = false } = {}) {
    // Setting the same text would move the caret.
    if (text !== this.text) this.input.value = text;
    this.#showSize();
    if (!focus || this.form.hidden) return;
    this.input.focus({ preventScroll: true });
    this.input.setSelectionRange(text.length, text.length);
  }

  #over() {
    return charactersLeft(this.input, this.page.limits.messageLength) < 0;
  }

  /** Update the counter and the button after files were added or removed. */
  refresh() {
    this.#showSize();
  }

  #showSize() {
    showSize(this.form, this.input, this.page.limits.messageLength, { files: this.files?.any ?? false });
  }
}
