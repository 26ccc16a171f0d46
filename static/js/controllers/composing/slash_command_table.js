import { parseReminder, toItalics } from "../../state/composing/slash_arguments.js";
import { fold } from "../../state/core/folding.js";
import { parseMeasure, parseWait } from "../../state/moderation/measure_arguments.js";
import { confirm } from "../../views/ui/confirm_dialog.js";
import { gettext } from "../../views/ui/i18n.js";
import { Refusal } from "./slash_refusal.js";

/**
 * `message` returns the message that the command sends. `run` does something else, and returns a line to `say` next to
 * the text box. `offered` returns whether the command makes sense in the open room.
 * @typedef {import("../page/page.js").Page} Page
 * @typedef {{page: Page, rest: string, commands: import("./slash_commands.js").SlashCommands}} Call
 * @typedef {{say?: string} | void} Result
 * @typedef {{name: string, usage: string, about: string, offered?: (page: Page) => boolean,
 *   message?: (rest: string) => string, run?: (call: Call) => Result | Promise<Result>}} SlashCommand
 */

const SHRUG = "¯\\\\\\_(ツ)\\_/¯";
const inRoom = (/** @type {Page} */ page) => page.room.kind !== "direct";

/** All commands. To add a command, add an entry here. @type {SlashCommand[]} */
export const COMMANDS = [
  {
    name: "me",
    usage: gettext("waves"),
    about: gettext("say what you do"),
    message: (rest) => toItalics(needed(rest)),
  },
  {
    name: "shrug",
    usage: "",
    about: gettext("end with a shrug"),
    message: (rest) => `${rest} ${SHRUG}`.trim(),
  },
  {
    name: "topic",
    usage: gettext("text"),
    about: gettext("set the topic of the room"),
    offered: (page) => page.moderates,
    run: async ({ page, rest }) => {
      await page.api.patch(`/rooms/${page.roomId}`, { topic: rest });
    },
  },
  {
    name: "invite",
    usage: "@…",
    about: gettext("add someone to the room"),
    offered: inRoom,
    run: async ({ page, rest }) => {
      const { roomId } = page;
      const person = await personCalled(page, needed(rest));
      const added = await page.api.post(`/rooms/${roomId}/members`, { userId: person.id });
      if (!("invitedAt" in added)) return undefined;
      return { say: gettext("%(name)s is asked first, and joins after accepting.", { name: person.displayName }) };
    },
  },
  {
    name: "leave",
    usage: "",
    about: gettext("leave the room"),
    offered: inRoom,
    run: async ({ page }) => {
      const { roomId, room } = page;
      const sure = await confirm({
        title: gettext("Leave %(name)s?", { name: room.name }),
        text: gettext("You can rejoin a public room at any time. To rejoin a private room, you need an invitation."),
        ok: gettext("Leave"),
      });
      if (sure) await page.store.leave(roomId);
    },
  },
  {
    name: "mute",
    usage: "",
    about: gettext("mute this room; moderators: /mute @name 2h reason"),
    run: ({ page, rest }) =>
      rest
        ? measure(page, "mute", rest, gettext("%(name)s cannot write here now."))
        : notify(page, "none", gettext("This room is muted now. Use /unmute to undo this.")),
  },
  {
    name: "kick",
    usage: gettext("@name 2h reason"),
    about: gettext("remove someone from the room"),
    offered: (page) => inRoom(page) && (page.moderates || page.me.isStaff),
    run: ({ page, rest }) => measure(page, "kick", rest, gettext("%(name)s is no longer in this room.")),
  },
  {
    name: "ban",
    usage: gettext("@name 7d reason"),
    about: gettext("ban someone from the site"),
    offered: (page) => page.me.isStaff,
    run: ({ page, rest }) => measure(page, "ban", rest, gettext("%(name)s is banned from the site.")),
  },
  {
    name: "slow",
    usage: gettext("30s, or off"),
    about: gettext("let members wait between two messages"),
    offered: (page) => page.moderates,
    run: async ({ page, rest }) => {
      const slowSeconds = parseWait(rest);
      if (slowSeconds === null) throw new Refusal(gettext("Give a time: /slow 30s or /slow 5m, or /slow off."));
      await page.api.patch(`/rooms/${page.roomId}`, { slowSeconds });
      return { say: slowSeconds ? gettext("This room is in slow mode now.") : gettext("Slow mode is off.") };
    },
  },
  {
    name: "unmute",
    usage: "",
    about: gettext("unmute this room"),
    offered: ({ room }) => room.notify === "none",
    run: ({ page }) => notify(page, "all", gettext("You get notifications for every message here again.")),
  },
  {
    name: "remind",
    usage: gettext("20m drink tea"),
    about: gettext("be reminded later"),
    run: async ({ page, rest }) => {
      const reminder = parseReminder(rest, new Date(), page.times.timeZone);
      if (!reminder)
        throw new Refusal(gettext("Give a time and a text: /remind 20m drink tea, or /remind tomorrow 9:00 call Bob."));
      const at = reminder.at.toISOString();
      await page.api.post("/reminders", { text: reminder.text, at, roomId: page.roomId });
      return { say: gettext("You will be reminded: %(time)s.", { time: page.times.full(at) }) };
    },
  },
  {
    name: "help",
    usage: "",
    about: gettext("show these commands"),
    run: async ({ commands }) => {
      const offered = await commands.offered();
      return { say: offered.map(({ name, usage, about }) => `/${`${name} ${usage}`.trim()}: ${about}`).join("\n") };
    },
  },
];

/**
 * Mute, kick or ban somebody.
 * @param {Page} page @param {"mute" | "kick" | "ban"} kind @param {string} rest @param {string} done names the person
 */
async function measure(page, kind, rest, done) {
  const asked = parseMeasure(rest);
  if (!asked)
    throw new Refusal(
      gettext("Give a name, a time such as 30m, 2h or 7d if it is to end, and then a reason: /mute @name 2h reason."),
    );
  const { roomId } = page;
  const { id, displayName } = await personCalled(page, asked.name);
  const { seconds, reason } = asked;
  await page.api.post("/moderation/actions", {
    kind,
    userId: id,
    reason,
    ...(seconds && { seconds }),
    ...(kind !== "ban" && { roomId }),
  });
  // The name may have signs that mean something in a replacement.
  return { say: done.replace("%(name)s", () => displayName) };
}

/** @param {string} rest */
function needed(rest) {
  if (!rest) throw new Refusal(gettext("This command needs a text after it."));
  return rest;
}

/** @param {Page} page @param {string} text a name, with or without its @ */
async function personCalled(page, text) {
  const name = text.replace(/^[@＠]/, "");
  const { people } = await page.api.get(`/people?q=${encodeURIComponent(name)}`);
  const exact = people.filter(({ username, displayName }) =>
    [username, displayName].some((known) => fold(known) === fold(name)),
  );
  if (exact.length !== 1) throw new Refusal(gettext("No one here is called %(name)s.", { name }));
  return exact[0];
}

/** @param {Page} page @param {"all" | "none"} level @param {string} say */
async function notify(page, level, say) {
  await page.api.patch(`/rooms/${page.roomId}`, { notify: level });
  return { say };
}
