import { gettext } from "../ui/i18n.js";
import { button, messageCard } from "./message_card.js";

/**
 * Make the entry of a pinned message in the panel.
 * @param {import("../../controllers/page/page.js").Page} page
 * @param {import("../../types.js").Message} message
 */
export function pinItem({ people, times, mayPin }, message) {
  const foot = mayPin ? [button(gettext("Unpin"), "unpin", { id: message.id })] : [];
  const by = message.pinnedBy ? people.get(message.pinnedBy)?.displayName : undefined;
  const reason = by ? gettext("pinned by %(name)s", { name: by }) : "";
  return messageCard(message, { people, times, reason, foot });
}
