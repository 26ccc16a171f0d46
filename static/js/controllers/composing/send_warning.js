import { mentionAt } from "../../state/composing/mentions.js";
import { byId, setText } from "../../views/ui/dom.js";
import { gettext, ngettext } from "../../views/ui/i18n.js";

/** @typedef {import("../../wire_types.js").UncalledName} UncalledName */

const WAIT_MS = 250;

/** Warn above the composers of the room and of the thread. @param {import("../page/page.js").Page} page */
export function warnBeforeSending(page) {
  for (const name of ["composer", "thread"])
    new SendWarning(page, byId(`${name}-input`, HTMLTextAreaElement), byId(`${name}-warning`));
}

/** Says before a message is sent that somebody will not read it, or that a name in it calls nobody. */
class SendWarning {
  /** @type {UncalledName[]} */
  #uncalled = [];
  #asked = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {import("../page/page.js").Page} page
   * @param {HTMLTextAreaElement} input where the message is written
   * @param {HTMLElement} element the line above it, a live region
   */
  constructor(page, input, element) {
    this.page = page;
    this.input = input;
    this.element = element;
    this.completions = document.getElementById(input.getAttribute("aria-controls") ?? "");
    input.addEventListener("input", () => this.#look());
    input.addEventListener("keydown", ({ key }) => key === "Escape" && this.#lookSoon(0));
    // Others change the text after these events.
    input.form?.addEventListener("submit", () => this.#lookSoon(0));
    for (const name of /** @type {const} */ (["room", "reply", "edit", "take"])) page.on(name, () => this.#lookSoon(0));
    page.store.on("rooms", ({ roomIds }) => roomIds.includes(page.roomId) && this.#show());
    this.#look();
  }

  #look() {
    const { value, selectionEnd } = this.input;
    clearTimeout(this.#timer);
    if (!/[@＠]/.test(value)) {
      this.#asked = "";
      this.#uncalled = [];
    } else if (!this.#completing())
      this.#timer = setTimeout(() => this.#ask(), mentionAt(value, selectionEnd) ? WAIT_MS : 0);
    this.#show();
  }

  /** @param {number} wait ms */
  #lookSoon(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), wait);
  }

  /** @returns {boolean} whether the name at the caret can still become one of those that are offered */
  #completing() {
    return this.completions?.hidden === false;
  }

  async #ask() {
    const content = this.input.value;
    const { page } = this;
    // The other words do not matter.
    const asked = JSON.stringify([page.roomId, content.includes("```"), content.match(/\S*[@＠]\S*/g)]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    // Without an answer there is no warning. The message itself says when it cannot be sent.
    const answer = await page.api.post("/uncalled", { roomId: page.roomId, content }).catch(() => null);
    if (asked !== this.#asked) return;
    if (answer) this.#uncalled = answer.names;
    else this.#asked = "";
    this.#show();
  }

  #show() {
    const { peer, members = [] } = this.page.room;
    const gone = [...(peer ? [peer] : []), ...(members ?? [])].filter(({ deactivated }) => deactivated);
    const lines = gone.length > 0 ? [deactivatedText(gone.map(({ displayName }) => displayName))] : [];
    for (const [reason, text] of Object.entries(TEXTS)) {
      const names = this.#uncalled.filter((each) => each.reason === reason).map(({ name }) => name);
      if (names.length > 0) lines.push(text({ names: list(names), count: names.length }));
    }
    setText(this.element, lines.join("\n"));
  }
}

/** @type {Record<UncalledName["reason"], (names: {names: string, count: number}) => string>} */
const TEXTS = {
  unknown: ({ names, count }) =>
    ngettext("Nobody is called %(names)s.", "Nobody is called %(names)s.", count, { names }),
  absent: ({ names, count }) =>
    ngettext(
      "%(names)s is not in this room and will not be told.",
      "%(names)s are not in this room and will not be told.",
      count,
      { names },
    ),
  deactivated: ({ names, count }) =>
    ngettext(
      "%(names)s is deactivated and will not be told.",
      "%(names)s are deactivated and will not be told.",
      count,
      { names },
    ),
  refused: ({ names }) => gettext("Only moderators can call everyone: %(names)s will call nobody.", { names }),
};

/** @param {string[]} names @returns {string} the text that templates/chat/composing/_composer.html shows at first */
function deactivatedText(names) {
  return ngettext(
    "%(names)s will not read this: the account is deactivated.",
    "%(names)s will not read this: the accounts are deactivated.",
    names.length,
    { names: list(names) },
  );
}

/** @param {string[]} names */
function list(names) {
  return new Intl.ListFormat(document.documentElement.lang || "en", { type: "conjunction" }).format(names);
}
