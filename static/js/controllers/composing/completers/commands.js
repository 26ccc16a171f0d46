import { commandAt } from "../../../state/composing/completion.js";

/** Completes `/command`. */
export class CommandCompleter {
  at = commandAt;

  /** @param {import("../slash_commands.js").SlashCommands} commands */
  constructor(commands) {
    this.commands = commands;
  }

  /** @param {string} query @returns {Promise<import("../completion.js").Candidate[]>} */
  async find(query) {
    const offered = await this.commands.offered(query);
    return offered.map(({ name, usage, about }) => ({
      key: name,
      name: `/${name}${usage ? ` ${usage}` : ""}`,
      detail: about,
      icon: "slash",
      insert: `/${name}`,
    }));
  }
}
