import { DraftKeeper } from "../composing/draft_keeper.js";
import { warnBeforeSending } from "../composing/send_warning.js";
import { LaterBadge } from "../later/later_badge.js";
import { MessageMenu } from "../messages/message_menu.js";
import { VoiceBar } from "../moderation/voice_bar.js";
import { ProfileMenu } from "../people/profile_menu.js";
import { ScreenWatcher } from "../people/screen_watcher.js";
import { Access } from "../rooms/access.js";
import { RoomDrag } from "../rooms/room_drag.js";
import { RoomKeys } from "../rooms/room_keys.js";
import { RoomMenu } from "../rooms/room_menu.js";
import { SectionMenu } from "../rooms/section_menu.js";
import { SidebarChanges } from "../rooms/sidebar_changes.js";
import { UnreadHints } from "../rooms/unread_hints.js";

/**
 * @typedef {Object} Others
 * @property {import("../people/user_activity.js").UserActivity} activity
 * @property {import("../../state/composing/drafts.js").Drafts} drafts
 * @property {import("../rooms/sidebar_drawer.js").SidebarDrawer} drawer
 * @property {import("./navigation.js").Navigation} navigation
 */

/** @typedef {import("../../state/core/store.js").StoreEvents["removed"]} Removal */

/**
 * Create the controllers that nothing of the first paint needs.
 * @param {import("./page.js").Page} page
 * @param {Others} others
 * @param {Removal[]} removals from rooms, which have happened meanwhile
 */
export function createLateControllers(page, { activity, drafts, drawer, navigation }, removals) {
  warnBeforeSending(page);
  new ScreenWatcher(page);
  new MessageMenu(page);
  new VoiceBar(page);
  new Access(page, navigation, removals);
  new DraftKeeper(page, drafts);
  new LaterBadge(page, navigation);
  new ProfileMenu(page, activity);
  const changes = new SidebarChanges(page);
  new SectionMenu(page, changes);
  new RoomMenu(page, changes);
  new RoomKeys(page, { navigation, drawer });
  new RoomDrag(changes);
  new UnreadHints(page);
}
