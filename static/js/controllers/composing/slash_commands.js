import { readSlash } from "../../state/composing/slash_syntax.js";
import { byId, part, setText } from "../../views/ui/dom.js";
import { errorText } from "../../views/ui/error_text.js";
import { gettext } from "../../views/ui/i18n.js";
import { importScript } from "../page/script_import.js";
import { Refusal } from "./slash_refusal.js";

/** @typedef {import("./slash_command_table.js").SlashCommand} SlashCommand */

/** Runs the `/commands` of the composer. If a command fails, it keeps the text and shows the reason next to it. */
export class SlashCommands {
  /** @param {import("../page/page.js").Page} page @param {import("./composer.js").Composer} composer */
  constructor(page, composer) {
    this.page = page;
    this.composer = composer;
    this.notice = byId("composer-notice");
    byId("composer-input").addEventListener("input", () => this.#say(""));
    part(this.notice, "close").addEventListener("click", () => this.#say(""));
    page.on("room", () => this.#say(""));
  }

  /**
   * Return the commands that make sense in the open room.
   * @param {string} [beginning] the first letters of their names
   * @returns {Promise<SlashCommand[]>}
   */
  async offered(beginning = "") {
    const { COMMANDS } = await import("./slash_command_table.js");
    return COMMANDS.filter(({ name, offered }) => name.startsWith(beginning) && (offered?.(this.page) ?? true));
  }

  /**
   * Run the text if it is a command.
   * @param {string} text the text of the composer
   * @returns {string | null} the message to send; null if the text was a command
   */
  take(text) {
    const reading = readSlash(text);
    if (reading.kind === "send") return reading.content;
    this.#run(reading.name, reading.rest, text);
    return null;
  }

  /** @param {string} called @param {string} rest @param {string} text */
  async #run(called, rest, text) {
    const { page, composer } = this;
    const { roomId } = page;
    this.#say("");
    const table = await importScript(
      page,
      () => import("./slash_command_table.js"),
      () => this.#run(called, rest, text),
    );
    if (!table) return;
    try {
      const command = table.COMMANDS.find(({ name }) => name === called);
      if (!command) return this.#unknown(called);
      const { send, say } = (await command.run({ page, rest, commands: this })) ?? {};
      if (send) composer.send(send);
      if (roomId === page.roomId && composer.text === text) composer.clear();
      if (say) this.#say(say);
    } catch (error) {
      this.#say(error instanceof Refusal ? error.message : errorText(error));
    }
  }

  /** @param {string} name */
  #unknown(name) {
    this.#say(
      gettext(
        "There is no command /%(name)s. /help shows them all; write // to send a line that begins with a slash.",
        { name },
      ),
    );
  }

  /** @param {string} text */
  #say(text) {
    if (this.notice.hidden && !text) return;
    this.notice.hidden = !text;
    setText(part(this.notice, "text"), text);
  }
}
