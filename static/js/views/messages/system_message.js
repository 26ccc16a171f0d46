import { gettext } from "../ui/i18n.js";

/** @type {Record<string, (values: Record<string, string>, direct: boolean) => string>} */
const TEXTS = {
  created: (values, direct) =>
    direct ? gettext("%(author)s started the conversation", values) : gettext("%(author)s created the room", values),
  joined: (values) => gettext("%(author)s joined", values),
  left: (values) => gettext("%(author)s left", values),
  added: (values) => gettext("%(author)s added %(name)s", values),
  removed: (values) => gettext("%(author)s removed %(name)s", values),
  renamed: (values) => gettext("%(author)s renamed the room to %(name)s", values),
  topic: (values) =>
    values.topic
      ? gettext("%(author)s set the topic: %(topic)s", values)
      : gettext("%(author)s cleared the topic", values),
  archived: (values) => gettext("%(author)s archived the room", values),
  unarchived: (values) => gettext("%(author)s reopened the room", values),
  retention: (values) =>
    Number(values.days)
      ? gettext("%(author)s set messages here to be deleted after this many days: %(days)s", values)
      : gettext("%(author)s set messages here to stay as long as on the rest of the site", values),
  grant_announced: (values) =>
    gettext("%(author)s, who administers this site, wants to read this room: %(reason)s", values),
  grant_begun: (values) => gettext("%(author)s, who administers this site, can read this room now: %(reason)s", values),
  grant_ended: (values) => gettext("%(author)s, who administers this site, can no longer read this room", values),
};

/**
 * Return the text of a system message in the user's language. For an unknown event, return the server's text.
 * @param {import("../../types.js").Message} message
 * @param {{author: string, direct: boolean}} options `author` is the author's current name
 * @returns {string}
 */
export function systemMessage({ system, content }, { author, direct }) {
  const text = system && Object.hasOwn(TEXTS, system.event) ? TEXTS[system.event] : null;
  if (!system || !text) return content;
  const { name, topic, reason, days } = system;
  const texts = [name, topic, reason, days].map((value) => String(value ?? ""));
  return text({ author, name: texts[0], topic: texts[1], reason: texts[2], days: texts[3] }, direct);
}
