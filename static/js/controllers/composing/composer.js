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
  /** @type {import("../../views/composing/composer.js").Context | null} */
  #context = null;

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
    /** Runs `/commands` and returns the text to send, if any. @type {{take: (text: string) => string | null} | null} */
    this.commands = null;
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.form.addEventListener("click", (event) => target(event, '[data-action="cancel"]') && this.#cancel());
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    page.on("room", () => this.#enter());
    page.on("reply", (message) =>
      isThreadOnly(message) ? page.emit("thread", message) : this.#start("reply", message, this.input.value),
    );
    page.on("edit", (message) => this.#start("edit", message, message.content));
    page.on("take", (pending) => !isThreadOnly(pending) && this.#setText(pending.content));
    page.on("focus", () => this.input.focus());
    drafts.on("received", ({ roomId }) => this.#showReceived(roomId));
    this.#enter();
  }

  #enter() {
    const { room } = this.page;
    this.#setContext(null);
    const name = roomTitle(room);
    this.input.placeholder =
      room.kind === "direct" ? gettext("Write to %(name)s", { name }) : gettext("Write in %(name)s", { name });
    this.#setText(this.drafts.get(room.id), { focus: matchMedia("(hover: hover)").matches });
  }

  /** Show a draft that another device or tab has saved. @param {number} roomId */
  #showReceived(roomId) {
    const text = this.drafts.get(roomId);
    if (roomId !== this.page.roomId || this.#context?.kind === "edit" || text === this.input.value) return;
    this.#setText(text);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const completing = this.completion?.isOpen ?? false;
    const { value, selectionEnd } = this.input;
    const chosen = this.completion?.isChosen ?? false;
    const fenced = inFence(value, selectionEnd);
    const action = keyAction(event, { empty: value === "", completing, chosen, fenced });
    if (action === null) return;
    if (action === "cancel" && !this.#context) return;
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
    const editing = this.#context?.kind === "edit";
    const files = !editing && this.files?.any;
    if ((!content.trim() && !files) || this.#over() || !this.page.mayWrite) return;
    if (this.#context?.kind === "edit") return this.#edit(this.#context.message, content);
    // Keep the text in the box until the files are on the server.
    if (this.files?.holdsBack()) return;
    const message = this.commands && !files ? this.commands.take(content) : content;
    if (message === null) return;
    this.send(message);
    this.clear();
  }

  /** @returns {string} the text in the box */
  get text() {
    return this.input.value;
  }

  /**
   * Return the new message that Send would send now.
   * @returns {{content: string, replyTo: import("../../types.js").ReplyQuote | null} | null} null if there is none
   */
  draft() {
    const content = this.input.value;
    if (!content.trim() || this.#over() || !this.page.mayWrite || this.#context?.kind === "edit") return null;
    return { content, replyTo: this.#quote() };
  }

  /** @param {string} content */
  send(content) {
    this.page.store.send(this.page.roomId, content, this.#quote(), { attachments: this.files?.take() });
    this.#setContext(null);
    this.page.emit("toEnd", undefined);
  }

  /** Empty the box after its text was sent or scheduled. */
  clear() {
    this.drafts.clear(this.page.roomId);
    this.#setContext(null);
    this.#setText("");
  }

  /** @param {import("../../types.js").Message} message @param {string} content */
  async #edit(message, content) {
    if (content === message.content) return this.#cancel();
    this.input.readOnly = true;
    const done = await this.page.attempt(this.page.store.edit(message, content).then(() => true));
    this.input.readOnly = false;
    if (done && this.#context?.message === message) this.#cancel();
  }

  #quote() {
    if (this.#context?.kind !== "reply") return null;
    const { id, seq, author } = this.#context.message;
    return {
      id,
      seq,
      author,
      content: wordsOf(this.#context.message).replace(/\s+/g, " ").slice(0, 200),
      deletedAt: null,
    };
  }

  /** @param {"reply" | "edit"} kind @param {import("../../types.js").Message} message @param {string} text */
  #start(kind, message, text) {
    if (!this.page.mayWrite) return;
    this.#setContext({ kind, message });
    this.#setText(text, { focus: true });
  }

  #cancel() {
    const edited = this.#context?.kind === "edit";
    this.#setContext(null);
    if (edited) this.#setText(this.drafts.get(this.page.roomId), { focus: true });
    this.input.focus();
  }

  /** @param {import("../../views/composing/composer.js").Context | null} context */
  #setContext(context) {
    this.#context = context;
    showContext(this.form, context);
  }

  #typed() {
    const editing = this.#context?.kind === "edit";
    if (!editing) {
      this.drafts.set(this.page.roomId, this.input.value);
      this.page.store.typed(this.page.roomId, this.input.value);
    }
    this.#showSize();
  }

  /** @param {string} text @param {{focus?: boolean}} [options] */
  #setText(text, { focus = false } = {}) {
    this.input.value = text;
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
