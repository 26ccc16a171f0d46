import { PresentMembers } from "../../state/people/present_members.js";
import { createMemberRow, showMemberRow } from "../../views/people/member_row.js";
import { byId, oncePerTurn, target } from "../../views/ui/dom.js";
import { gettext } from "../../views/ui/i18n.js";
import { KeyedList } from "../../views/ui/keyed_list.js";
import { importScript } from "../page/script_import.js";

/** `main.js` reads this key and opens the panel again. */
const OPEN_KEY = "members-open";

/** The panel of the room's members, those online first. */
export class MemberPanel {
  /** @type {Promise<typeof import("./add_member.js") | undefined> | null} */
  #adding = null;
  /** @type {import("./add_member.js").AddMember | null} */
  #adder = null;
  /** @type {number | null} the room whose members the lists show */
  #shownRoom = null;

  /** @param {import("../page/page.js").Page} page @param {import("./member_directory.js").MemberDirectory} members */
  constructor(page, members) {
    this.page = page;
    this.members = members;
    this.element = byId("members");
    this.online = this.#list("online-people");
    this.offline = this.#list("offline-people");
    this.show = oncePerTurn(() => this.#show());
    this.present = new PresentMembers({
      ask: (roomId, filter) => members.ask(roomId, filter),
      presence: page.store.presence,
      changed: this.show,
    });
    document.addEventListener("click", (event) => this.#clicked(event));
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.#toggle(false));
    page.on("room", () => this.#enter());
    page.on("panel", (name) => name !== "members" && !this.element.hidden && this.#toggle(false, { keep: true }));
    page.store.on("presence", this.show);
    page.store.on("welcome", () => this.#refresh());
    page.store.on("person", this.show);
    page.store.on("rooms", ({ roomIds }) => roomIds.includes(page.roomId) && this.show());
  }

  /** The list of those who are here may be outdated, for example after a lost connection. */
  #refresh() {
    this.present.forget();
    this.show();
  }

  #enter() {
    if (matchMedia("(max-width: 68rem)").matches) this.#toggle(false, { keep: true });
    this.show();
  }

  async #show() {
    if (this.element.hidden) return;
    const { roomId, room } = this.page;
    const present = await this.page.attempt(this.present.of(room));
    if (!present || roomId !== this.page.roomId) return;
    // The others may take many requests.
    if (roomId !== this.#shownRoom) this.#showLists(present, []);
    const everyone = await this.page.attempt(this.members.of(roomId));
    if (!everyone || roomId !== this.page.roomId) return;
    this.#shownRoom = roomId;
    const known = new Set(everyone.map(({ id }) => id));
    const { here, gone } = this.present.split([...everyone, ...present.filter(({ id }) => !known.has(id))]);
    this.#showLists(here, gone);
    const mayAdd = this.page.mayWrite && (this.page.moderates || room.kind === "public");
    byId("add-member").hidden = !mayAdd;
  }

  /** @param {import("../../types.js").Member[]} here @param {import("../../types.js").Member[]} gone */
  #showLists(here, gone) {
    this.online.show(here);
    this.offline.show(gone);
    this.#title("online-title", gettext("Online"), here.length);
    this.#title("offline-title", gettext("Offline"), gone.length);
  }

  /** @param {string} id @param {string} text @param {number} count */
  #title(id, text, count) {
    byId(id).textContent = count > 0 ? `${text} · ${count}` : "";
    byId(id).hidden = count === 0;
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = target(event, '[data-action="toggle-members"]');
    // The page itself shows a panel that was left open, before this script has loaded.
    if (button) this.#toggle(button.getAttribute("aria-expanded") !== "true");
    else if (target(event, '[data-action="close-members"]')) this.#toggle(false);
  }

  /** @param {boolean} open @param {{keep?: boolean}} [options] `keep`: leave the remembered state as it is */
  #toggle(open, { keep = false } = {}) {
    const button = document.querySelector('[data-action="toggle-members"]');
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = !open;
    button?.setAttribute("aria-expanded", String(open));
    if (!keep) localStorage.setItem(OPEN_KEY, open ? "1" : "0");
    if (open) this.page.emit("panel", "members");
    if (open) this.#importAdding();
    if (open) this.#refresh();
    else if (hadFocus && button instanceof HTMLElement) button.focus();
  }

  async #importAdding() {
    this.#adding ??= importScript(
      this.page,
      () => import("./add_member.js"),
      () => this.#importAdding(),
    );
    const adding = await this.#adding;
    if (adding) this.#adder ??= new adding.AddMember(this.page, this.members);
    else this.#adding = null;
  }

  /** @param {string} id */
  #list(id) {
    const { me, store } = this.page;
    return new KeyedList({
      list: byId(id),
      key: (/** @type {import("../../types.js").Member} */ person) => String(person.id),
      create: createMemberRow,
      patch: (element, person) =>
        showMemberRow(element, person, { me: me.id, status: store.presence.get(person.id)?.status }),
      same: () => false,
    });
  }
}
