import { quickEmoji } from "../../state/composing/quick_emoji.js";
import { byId, part, setText, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { Menu } from "../../views/ui/menu.js";
import { messageUrl } from "../../views/ui/urls.js";

/** @typedef {import("../../types.js").Message} Message */

/** The menu with the actions of a message. */
export class MessageMenu {
  /** @type {Message | null} */
  #message = null;

  /** @param {import("../page/page.js").Page} page */
  constructor(page) {
    this.page = page;
    this.element = byId("message-menu");
    this.menu = new Menu(this.element);
    this.element.addEventListener("click", (event) => this.#clicked(event));
    page.on("menu", ({ row, react, place }) => this.#open(row, place, react));
  }

  /** @type {Record<string, (message: Message) => unknown>} */
  #actions = {
    reply: (message) => this.page.emit("reply", message),
    "open-thread": (message) => this.page.emit("thread", message),
    save: (message) => this.page.emit("save", message),
    pin: (message) => this.page.attempt(this.page.store.pin(message, !message.pinnedAt)),
    edit: (message) => this.page.emit("edit", message),
    "copy-text": (message) => this.#copy(message.content),
    "copy-link": (message) => this.#copy(new URL(messageUrl(message), location.href).href),
    "mark-unread": (message) => this.page.attempt(this.page.store.markUnread(message.roomId, message.seq)),
    "close-poll": (message) => this.page.emit("closePoll", message),
    remind: (message) => this.page.emit("remind", message),
    report: (message) => this.page.emit("report", message),
    delete: (message) => this.page.emit("delete", message),
  };

  /** @param {HTMLElement} row @param {HTMLElement | {x: number, y: number}} place @param {boolean} react */
  #open(row, place, react) {
    const message = this.page.messageOf(row);
    if (message?.kind !== "message" || message.deletedAt) return;
    this.#message = message;
    this.#offer(message, react);
    this.menu.open(place, { opener: place instanceof HTMLElement && place.matches("button") ? place : row });
  }

  /** @param {Message} message @param {boolean} react whether to show only the emoji */
  #offer(message, react) {
    const { page } = this;
    /** @type {Record<string, boolean>} */
    const may = {
      reply: page.mayWrite,
      edit: page.mayEdit(message),
      delete: page.mayDelete(message),
      "open-thread": page.mayWrite || Boolean(message.thread),
      pin: page.mayPin,
      "mark-unread": page.room.role !== null && message.inRoom !== false,
      report: message.author.id !== page.me.id,
      "close-poll": Boolean(message.poll) && page.mayDelete(message),
    };
    setText(part(this.element, "pin-text"), message.pinnedAt ? gettext("Unpin") : gettext("Pin to the room"));
    page.emit("offer", { menu: this.element, message });
    part(this.element, "items").hidden = react;
    part(this.element, "emoji").hidden = !page.mayReact;
    const quick = quickEmoji(page.recentEmoji.all);
    for (const [place, button] of this.element.querySelectorAll('[data-action="quick-react"]').entries()) {
      button.textContent = quick[place];
      /** @type {HTMLElement} */ (button).dataset.emoji = quick[place];
    }
    for (const item of this.element.querySelectorAll(".menu__item")) {
      const button = /** @type {HTMLElement} */ (item);
      button.hidden = may[button.dataset.action ?? ""] === false;
    }
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = target(event, "button[data-action]");
    const message = this.#message;
    if (!button || !message) return;
    const { action = "", emoji } = button.dataset;
    const leaves = action === "reply" || action === "edit" || action === "open-thread";
    const { opener } = this.menu;
    this.menu.close({ focus: !leaves });
    if (action === "quick-react" && emoji) this.#react(message, emoji);
    else if (action === "more-emoji") this.#pick(message, opener ?? button);
    else this.#actions[action]?.(message);
  }

  /** @param {Message} message @param {HTMLElement} opener */
  #pick(message, opener) {
    this.page.emit("pickEmoji", { place: opener, opener, choose: (emoji) => this.#react(message, emoji) });
  }

  /** @param {Message} message @param {string} emoji */
  #react({ id, roomId }, emoji) {
    this.page.recentEmoji.add(emoji);
    const now = this.page.store.timelines.get(roomId)?.find(id) ?? this.page.store.threads.find(id);
    const mine = now?.reactions.some(
      (reaction) => reaction.emoji === emoji && reaction.userIds.includes(this.page.me.id),
    );
    this.page.attempt(this.page.store.react({ id, roomId }, emoji, !mine));
  }

  /** @param {string} text */
  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.page.toast(gettext("Copied."));
    } catch {
      this.page.toast(gettext("The browser does not allow copying."));
    }
  }
}
