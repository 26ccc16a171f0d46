import { roomTitle } from "../../state/rooms/rooms.js";
import { askDateTime } from "../../views/later/date_time_dialog.js";
import { showReminders, showScheduled } from "../../views/later/later_lists.js";
import { byId, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { placeOf } from "../../views/ui/urls.js";

/**
 * @typedef {import("../../wire_types.js").ScheduledList} ScheduledList
 * @typedef {import("../../wire_types.js").ReminderList} ReminderList
 */

const REMINDER_LENGTH = 250;

/** The dialog with the lists of scheduled messages and reminders. It also adds and changes reminders. */
export class LaterDialog {
  /** @type {ScheduledList & ReminderList} */
  #lists = { scheduled: [], reminders: [] };
  #busy = false;

  /** @param {import("../page/page.js").Page} page @param {import("../page/navigation.js").Navigation} navigation */
  constructor(page, navigation) {
    this.page = page;
    this.navigation = navigation;
    this.dialog = byId("later", HTMLDialogElement);
    this.dialog.addEventListener("click", (event) => this.#clicked(event));
    page.on("later", () => this.open());
    page.on("remind", (message) => this.#remind(message));
    page.store.on("later", () => this.dialog.open && this.#load());
    document.addEventListener("click", (event) => target(event, '[data-action="open-later"]') && this.open());
  }

  async open() {
    if (!(await this.#load())) return;
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** @returns {Promise<boolean>} */
  async #load() {
    const { api } = this.page;
    const lists = await this.page.attempt(Promise.all([api.get("/scheduled"), api.get("/reminders")]));
    if (!lists) return false;
    this.#lists = { ...lists[0], ...lists[1] };
    const { times } = this.page;
    showScheduled(this.dialog, this.#lists.scheduled, { times, roomName: (roomId) => this.#roomName(roomId) });
    showReminders(this.dialog, this.#lists.reminders, { times, roomName: (roomId) => this.#roomName(roomId) });
    return true;
  }

  /** @param {string} url */
  #go(url) {
    const place = placeOf(new URL(url, location.href));
    if (place) this.navigation.open(place.roomId, { around: place.around });
    this.dialog.close();
  }

  /** @param {import("../../types.js").Message} message */
  async #remind(message) {
    const answer = await this.#ask({ title: gettext("Remind me about this message"), value: "", required: false });
    if (answer) await this.#add({ at: answer.at, text: answer.text, messageId: message.id });
  }

  /** One thing at a time: a second click would do the first one's work again. @param {Event} event */
  async #clicked(event) {
    const link = target(event, "a[href]");
    if (link) {
      event.preventDefault();
      return this.#go(link.getAttribute("href") ?? "/");
    }
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#do(event);
    } finally {
      this.#busy = false;
    }
  }

  /** @param {Event} event */
  async #do(event) {
    const action = target(event, "[data-action]")?.dataset.action;
    const id = Number(target(event, "[data-key]")?.dataset.key);
    if (action === "new-reminder") {
      const answer = await this.#ask({ title: gettext("New reminder"), value: "", required: true });
      if (answer) await this.#add({ at: answer.at, text: answer.text });
    } else if (action) await this.page.attempt(this.#act(action, id));
    if (action) await this.#load();
  }

  /** @param {string} action @param {number} id */
  async #act(action, id) {
    const { api, limits, times } = this.page;
    if (action === "send") return api.post(`/scheduled/${id}/send`);
    if (action === "cancel") return api.delete(`/scheduled/${id}`);
    if (action === "done") return api.delete(`/reminders/${id}`);
    if (action === "postpone") {
      const answer = await askDateTime({ title: gettext("Remind me later"), ok: gettext("Remind me") }, times);
      return answer && api.patch(`/reminders/${id}`, { at: answer.at });
    }
    const row = this.#lists.scheduled.find((each) => each.id === id);
    if (action !== "change" || !row) return null;
    const required = row.attachments.length === 0;
    const text = { label: gettext("Message"), value: row.content, required, limit: limits.messageLength * 2 };
    const question = { title: gettext("Change the message"), ok: gettext("Schedule"), text, at: row.sendAt };
    const answer = await askDateTime(question, times);
    return answer && api.patch(`/scheduled/${id}`, { content: answer.text, sendAt: answer.at });
  }

  /** @param {{title: string, value: string, required: boolean}} question */
  #ask({ title, value, required }) {
    const label = required ? gettext("Remind me of") : gettext("Note (optional)");
    const text = { label, value, required, limit: REMINDER_LENGTH };
    return askDateTime({ title, ok: gettext("Remind me"), text }, this.page.times);
  }

  /** @param {{at: string, text: string, messageId?: number}} reminder */
  async #add(reminder) {
    const made = await this.page.attempt(this.page.api.post("/reminders", reminder));
    if (made) this.page.toast(gettext("You will be reminded: %(time)s.", { time: this.page.times.moment(made.at) }));
  }

  /** @param {number | null} roomId */
  #roomName(roomId) {
    const room = roomId === null ? undefined : this.page.store.rooms.get(roomId);
    return room ? roomTitle(room) : "";
  }
}
