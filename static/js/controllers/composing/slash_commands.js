import { readSlash } from "../../state/composing/slash_syntax.js";
import { byId, part, setText } from "../../views/ui/dom.js";
import { errorText } from "../../views/ui/error_text.js";
import { gettext } from "../../views/ui/i18n.js";
import { importScript } from "../page/script_import.js";
import { Refusal } from "./slash_refusal.js";

/** @typedef {import("./slash_command_table.js").SlashCommand} SlashCommand */

/** Runs the `/commands` of the composer. If a command fails, it keeps the text and shows the reason next to it. */
export class SlashCommands {
  #running = false;

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

  /**
   * Return the message that a text stands for, without running a command.
   * @param {string} text
   * @returns {Promise<string | null>} null if the text is a command that sends no message
   */
  async messageOf(text) {
    const reading = readSlash(text);
    if (reading.kind === "send") return reading.content;
    const { COMMANDS } = await import("./slash_command_table.js");
    return COMMANDS.find(({ name }) => name === reading.name)?.message?.(reading.rest) ?? null;
  }

  /** @param {string} called @param {string} rest @param {string} text */
  async #run(called, rest, text) {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#runAlone(called, rest, text);
    } finally {
      this.#running = false;
    }
  }

  /** @param {string} called @param {string} rest @param {string} text */
  async #runAlone(called, rest, text) {
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
      const message = command.message?.(rest);
      // It is sent when its files are uploaded, like any other message.
      if (message !== undefined && composer.files?.holdsBack(roomId)) return;
      const { say } = (await command.run?.({ page, rest, commands: this })) ?? {};
      if (message !== undefined) composer.send(message, roomId);
      // The files and replies of the next message stay for it.
      if (composer.drafts.get(roomId) === text) composer.clearText(roomId);
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
