import { completed } from "../../state/composing/completion.js";
import { applyChange } from "../../views/composing/text_edit.js";
import { byId } from "../../views/ui/dom.js";
import { OptionList } from "../../views/ui/option_list.js";
import { replaceShortcodes } from "./shortcodes.js";

/**
 * A completer handles one kind of token, such as `@name`. `at` returns the token at the caret, if it is of this kind.
 * `find` returns the candidates, best match first. The candidate's `insert` replaces the token. `unsure`: the text probably
 * means something else, so Enter sends it.
 * @typedef {Omit<import("../../views/ui/option_list.js").Option, "choose"> & {insert: string, unsure?: boolean}} Candidate
 * @typedef {{at: (text: string, caret: number) => import("../../state/composing/completion.js").Token | null,
 *   find: (query: string) => Promise<Candidate[]> | Candidate[]}} Completer
 */

/** The list over a text box that completes people, rooms, emoji and commands as the user types. */
export class Completion {
  #looked = 0;
  /** The option that the user has moved to since the last key. @type {string | undefined} */
  #picked;

  /**
   * @param {import("../page/page.js").Page} page
   * @param {Completer[]} completers
   * @param {HTMLTextAreaElement} input its `aria-controls` is the id of the list
   */
  constructor(page, completers, input) {
    this.page = page;
    this.completers = completers;
    this.input = input;
    this.options = new OptionList(byId(input.getAttribute("aria-controls") ?? ""), input);
    this.input.addEventListener("input", (event) => this.#look(event));
    this.input.addEventListener("blur", () => this.close());
    page.on("room", () => this.close());
    replaceShortcodes(input);
  }

  get isOpen() {
    return this.options.isOpen;
  }

  /** @returns {boolean} whether Enter takes a completion */
  get isChosen() {
    return this.isOpen && this.options.active >= 0;
  }

  close() {
    this.#looked += 1;
    this.options.close();
  }

  /** @param {string} action a result of `keyAction` */
  act(action) {
    if (action === "complete") this.options.choose();
    else if (action === "closeCompletion") this.close();
    else {
      this.options.move(action === "nextCompletion" ? 1 : -1);
      this.#picked = this.options.items[this.options.active]?.key;
    }
  }

  /** @param {Event} event */
  async #look(event) {
    const { input, page } = this;
    this.#looked += 1;
    this.#picked = undefined;
    const looked = this.#looked;
    const { selectionEnd: caret, value } = input;
    const completer = this.completers.find(({ at }) => at(value, caret));
    const token = completer?.at(value, caret);
    if (!completer || !token || (event instanceof InputEvent && event.isComposing)) return this.options.close();
    const { roomId } = page;
    const found = await Promise.resolve(completer.find(token.query)).catch(() => []);
    // The user has typed on, changed rooms or left the box. The newer lookup shows its own result.
    if (looked !== this.#looked || roomId !== page.roomId || document.activeElement !== input) return;
    const typed = value.slice(token.start, caret);
    const isSure = !found[0]?.unsure && !found.some(({ insert }) => insert === typed);
    const options = found.map((candidate) => ({ ...candidate, choose: () => this.#take(token, candidate.insert) }));
    // The user may have moved in the list of the text before this one.
    const picked = options.findIndex(({ key }) => key === this.#picked);
    this.options.show(options, { active: picked === -1 && isSure ? 0 : picked });
  }

  /** @param {import("../../state/composing/completion.js").Token} token @param {string} insert */
  #take(token, insert) {
    const { input } = this;
    this.close();
    applyChange(input, completed(input.value, input.selectionEnd, token, insert));
  }
}
