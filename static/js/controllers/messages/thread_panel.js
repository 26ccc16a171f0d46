import { keyAction } from "../../state/composing/composer_keys.js";
import { rowsOf } from "../../state/timeline/timeline_rows.js";
import { Scroller } from "../../views/timeline/scroller.js";
import { timelineView } from "../../views/timeline/timeline_view.js";
import { byId, oncePerTurn, setText, target } from "../../views/ui/dom.js";
import { gettext, ngettext } from "../../views/ui/i18n.js";
import { Completion } from "../composing/completion.js";

const MOST_DRAFTS = 20;

/** The panel next to the room that shows a thread: its root, its replies, and a composer. */
export class ThreadPanel {
  /** @type {HTMLElement | null} gets the focus back when the panel closes */
  #opener = null;
  #marked = 0;

  /**
   * @param {import("../page/page.js").Page} page
   * @param {import("../composing/completion.js").Completer[]} completers
   * @param {import("../../state/composing/drafts.js").Drafts} drafts
   */
  constructor(page, completers, drafts) {
    const { store, rowContext } = page;
    this.page = page;
    this.drafts = drafts;
    this.element = byId("thread");
    this.body = byId("thread-body");
    this.form = byId("thread-form", HTMLFormElement);
    this.input = byId("thread-input", HTMLTextAreaElement);
    this.completion = new Completion(page, completers, this.input);
    this.root = timelineView(byId("thread-root"), rowContext);
    this.scroller = new Scroller(this.body, byId("thread-rows"));
    this.replies = timelineView(byId("thread-rows"), rowContext);
    const show = oncePerTurn(() => this.show());
    page.on("thread", (message) => this.#open(message.threadId ?? message.id, message.threadId ? null : message));
    page.on("take", (pending) => this.#take(pending));
    page.on("panel", (name) => name !== "thread" && this.#close());
    page.on("room", () => this.#close());
    store.on("thread", show);
    store.on("me", show);
    store.on("outbox", show);
    store.on("welcome", () => this.#load());
    addEventListener("focus", () => this.#mark());
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.input.addEventListener("input", () => {
      this.#typed();
      this.#keep();
    });
    drafts.on("received", ({ roomId }) => {
      const text = this.#draft;
      if (roomId === this.threads.root?.roomId && text !== this.input.value) this.#setText(text);
    });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.element.addEventListener(
      "keydown",
      (event) => event.key === "Escape" && !event.defaultPrevented && this.#close(),
    );
  }

  get threads() {
    return this.page.store.threads;
  }

  show() {
    const { root, replies, state, atStart } = this.threads;
    if (root === null || this.element.hidden) return;
    const { userId, outbox } = this.page.store;
    const { timeZone } = this.page.times;
    const pending = outbox.pendingFor(root.roomId).filter(({ threadId }) => threadId === root.id);
    const known = new Set(replies.map(({ clientId }) => clientId));
    const waiting = pending.filter(({ clientId }) => !known.has(clientId));
    const common = { atStart: true, userId, timeZone };
    this.root.show(rowsOf({ messages: [root], pending: [], ...common }).filter(({ kind }) => kind === "message"));
    this.replies.show(this.page.ignored.fold(rowsOf({ messages: replies, pending: waiting, ...common })));
    const count = root.thread?.count ?? 0;
    setText(byId("thread-count"), count ? ngettext("%(count)s reply", "%(count)s replies", count) : "");
    this.#part("older-replies").hidden = atStart;
    this.#showFollowing(state);
    this.form.hidden = !this.page.mayWrite;
    if (this.scroller.pinned) this.scroller.toBottom();
    this.#mark();
  }

  /** @param {import("../../types.js").ThreadState | null} state */
  #showFollowing(state) {
    const follow = this.#part("follow-thread");
    follow.hidden = state === null || this.page.room.role === null;
    follow.setAttribute("aria-pressed", String(state?.following ?? false));
    setText(follow, state?.following ? gettext("Following") : gettext("Follow"));
  }

  /**
   * Open the thread with this root.
   * @param {number} id
   * @param {import("../../types.js").Message | null} root null to load it first
   */
  async #open(id, root) {
    const { page } = this;
    this.#opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    if (root === null) {
      const found = await page.attempt(page.api.get(`/messages/${id}/thread`));
      if (!found) return;
      this.threads.open(found.root);
      this.threads.applyPage(found);
    } else this.threads.open(root);
    this.#marked = 0;
    this.element.hidden = false;
    page.emit("panel", "thread");
    this.#setText(this.#draft);
    this.show();
    this.scroller.toBottom();
    this.input.focus({ preventScroll: true });
    if (root !== null) await this.#load();
  }

  /** Put a reply that failed back into the composer. @param {import("../../types.js").PendingMessage} pending */
  async #take(pending) {
    if (!pending.threadId || pending.inRoom) return;
    if (this.threads.root?.id !== pending.threadId) await this.#open(pending.threadId, null);
    const begun = this.#draft;
    this.#setText(begun ? `${pending.content}\n\n${begun}` : pending.content);
    this.#keep();
  }

  /** @returns {string} the unsent reply */
  get #draft() {
    const { root } = this.threads;
    const { threads = [] } = root ? this.drafts.parts(root.roomId) : {};
    return threads.find(({ rootId }) => rootId === root?.id)?.content ?? "";
  }

  /** Keep the unsent reply with the room's draft. */
  #keep() {
    const { root } = this.threads;
    if (!root) return;
    const { threads = [] } = this.drafts.parts(root.roomId);
    const others = threads.filter(({ rootId }) => rootId !== root.id);
    const content = this.input.value;
    const mine = content.trim() ? [{ rootId: root.id, content }] : [];
    this.drafts.setPart(root.roomId, "threads", [...others, ...mine].slice(-MOST_DRAFTS));
  }

  #close() {
    if (this.element.hidden) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = true;
    this.threads.close();
    if (hadFocus && this.#opener?.isConnected) this.#opener.focus();
    else if (hadFocus) this.page.emit("focus", undefined);
  }

  /** @param {string} [query] */
  async #load(query = "") {
    const { page } = this;
    const { root } = this.threads;
    if (root === null) return;
    const found = await page.attempt(page.api.get(`/messages/${root.id}/thread${query}`));
    if (found) this.threads.applyPage(found);
  }

  /** Mark the shown replies as read if the user looks at the page. */
  async #mark() {
    const { root, replies, state } = this.threads;
    const seq = replies.at(-1)?.seq ?? 0;
    const looks = document.hasFocus() && document.visibilityState === "visible";
    if (!root || !state?.following || !looks || seq <= Math.max(state.readSeq, this.#marked)) return;
    this.#marked = seq;
    // Ignore failures: the next reply marks the thread again.
    const read = await this.page.api.put(`/messages/${root.id}/thread/read`, { seq }).catch(() => null);
    if (read) this.#applyState(read);
  }

  /** @param {import("../../types.js").ThreadState} state */
  #applyState(state) {
    this.page.store.rooms.applyThread(state);
    this.threads.applyState(state);
  }

  /** @param {Event} event */
  async #clicked(event) {
    if (target(event, '[data-action="close-thread"]')) this.#close();
    else if (target(event, '[data-action="follow-thread"]')) await this.#follow();
    else if (target(event, '[data-action="older-replies"]'))
      await this.#load(`?before=${this.threads.replies[0]?.seq ?? 0}`);
  }

  async #follow() {
    const { root, state } = this.threads;
    const { page } = this;
    if (!root || !state) return;
    const body = { following: !state.following };
    const done = await page.attempt(page.api.put(`/messages/${root.id}/thread/follow`, body));
    if (done) this.#applyState(done);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { isOpen, isChosen } = this.completion;
    const action = keyAction(event, { empty: false, completing: isOpen, chosen: isChosen });
    if (action === null || action === "cancel") return;
    event.preventDefault();
    if (action !== "send") return this.completion.act(action);
    this.completion.close();
    this.form.requestSubmit();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const { root } = this.threads;
    const content = this.input.value;
    const also = byId("thread-also", HTMLInputElement);
    if (!root || !content.trim() || !this.page.mayWrite) return;
    this.page.store.send(root.roomId, content, null, { threadId: root.id, inRoom: also.checked });
    also.checked = false;
    this.#setText("");
    this.#keep();
    this.scroller.toBottom();
  }

  /** @param {string} text */
  #setText(text) {
    this.input.value = text;
    this.#typed();
  }

  #typed() {
    byId("thread-send", HTMLButtonElement).disabled = !this.input.value.trim();
    if (CSS.supports("field-sizing", "content")) return;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  /** @param {string} action @returns {HTMLElement} */
  #part(action) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-action="${action}"]`));
  }
}
