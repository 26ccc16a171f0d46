import { CommandCompleter } from "./controllers/composing/completers/commands.js";
import { EmojiCompleter } from "./controllers/composing/completers/emoji.js";
import { PeopleCompleter } from "./controllers/composing/completers/people.js";
import { RoomCompleter } from "./controllers/composing/completers/rooms.js";
import { Completion } from "./controllers/composing/completion.js";
import { Composer } from "./controllers/composing/composer.js";
import { FormatBar } from "./controllers/composing/format_bar.js";
import { SlashCommands } from "./controllers/composing/slash_commands.js";
import { DropZone } from "./controllers/files/drop_zone.js";
import { UploadTray } from "./controllers/files/upload_tray.js";
import { MessageToolbar } from "./controllers/messages/message_toolbar.js";
import { Polls } from "./controllers/messages/polls.js";
import { RowActions } from "./controllers/messages/row_actions.js";
import { SaveToggle } from "./controllers/messages/save_toggle.js";
import { UndoableDelete } from "./controllers/messages/undoable_delete.js";
import { ConnectionBanner } from "./controllers/page/connection_banner.js";
import { MainViews } from "./controllers/page/main_views.js";
import { Navigation } from "./controllers/page/navigation.js";
import { onDemand } from "./controllers/page/on_demand.js";
import { Page, PHONE } from "./controllers/page/page.js";
import { importScript } from "./controllers/page/script_import.js";
import { TabTitle } from "./controllers/page/tab_title.js";
import { MemberDirectory } from "./controllers/people/member_directory.js";
import { TypingLine } from "./controllers/people/typing_line.js";
import { UserActivity } from "./controllers/people/user_activity.js";
import { FinderOpener } from "./controllers/rooms/finder_opener.js";
import { RoomHeader } from "./controllers/rooms/room_header.js";
import { Sidebar } from "./controllers/rooms/sidebar.js";
import { SidebarDrawer } from "./controllers/rooms/sidebar_drawer.js";
import { SearchOpener } from "./controllers/search/search_opener.js";
import { Announcer } from "./controllers/timeline/announcer.js";
import { JumpPills } from "./controllers/timeline/jump_pills.js";
import { RowFocus } from "./controllers/timeline/row_focus.js";
import { TimelineController } from "./controllers/timeline/timeline.js";
import { Api } from "./net/api/api.js";
import { Connection } from "./net/connection/connection.js";
import { upload } from "./net/files/upload.js";
import { Outbox } from "./net/outbox/outbox.js";
import { Transports } from "./net/transport/transports.js";
import { Drafts } from "./state/composing/drafts.js";
import { Store } from "./state/core/store.js";
import { Uploads } from "./state/files/uploads.js";
import { People } from "./state/people/people.js";
import { byId } from "./views/ui/dom.js";
import { errorText } from "./views/ui/error_text.js";
import { TimeFormat } from "./views/ui/time_format.js";

const LATE_BUTTONS =
  '[data-action="room-menu"], [data-action="section-menu"], [data-action="toggle-section"], #profile-menu [role=menuitemradio]';

/** @returns {Page} with the state that the server sent along with the page */
function createPage() {
  /** @type {import("./types.js").Boot} */
  const boot = JSON.parse(byId("boot", HTMLScriptElement).text);
  const { id: userId, timeZone, language } = boot.user;
  const api = new Api();
  const transports = new Transports({ api, userId });
  const createTransport = () => transports.create();
  const connection = new Connection({ userId, createTransport, diagnose: () => transports.diagnose() });
  const channel = globalThis.BroadcastChannel ? new BroadcastChannel(`chat-outbox:${userId}`) : null;
  const outbox = new Outbox({ connection, userId, channel });
  const times = new TimeFormat({ timeZone, language });
  const store = new Store({ connection, outbox, userId, timeZone: times.timeZone, locale: language });
  const people = new People();
  store.applyMe(boot.user);
  store.rooms.replaceAll(boot.rooms);
  store.presence.replaceAll(boot.people);
  store.setInvitations(boot.invitations);
  store.moderation.setUser(boot.user);
  store.on("person", (person) => people.put(person));
  people.put(...boot.rooms.flatMap(({ peer, members = [] }) => (peer ? [peer, ...members] : members)), boot.user);
  store.timelines.hold(boot.room.id).applyHistory(boot.page);
  // A room behind a view is not on the screen, so it must not be marked as read.
  if (!boot.view) store.openRoom(boot.room.id, { around: boot.around ?? undefined });
  return new Page({ boot, connection, store, api, people, times });
}

/** @param {Page} page */
function createControllers(page) {
  const navigation = new Navigation(page);
  const members = new MemberDirectory(page);
  const drawer = new SidebarDrawer(page);
  const timeline = new TimelineController(page);
  const drafts = new Drafts({ userId: page.me.id });
  const composer = new Composer(page, drafts);
  const { fileBytes, filesPerMessage } = page.limits;
  const uploads = new Uploads({
    send: upload,
    forget: ({ id }) => page.api.delete(`/attachments/${id}`).catch(() => {}),
    limits: { fileBytes, filesPerMessage },
    drafts,
  });
  const tray = new UploadTray(page, uploads, composer);
  new DropZone(page, tray);
  const commands = new SlashCommands(page, composer);
  composer.commands = commands;
  const completers = [new PeopleCompleter(page, members), new RoomCompleter(page), new EmojiCompleter()];
  composer.completion = new Completion(page, [...completers, new CommandCompleter(commands)], composer.input);
  new FormatBar();
  new JumpPills(page, timeline.scroller);
  new RowFocus(page);
  new RowActions(page, navigation);
  new MessageToolbar(page);
  new UndoableDelete(page);
  new SaveToggle(page);
  new RowActions(page, navigation, byId("thread-body"));
  new MessageToolbar(page, byId("thread-body"));
  new Polls(page, members);
  new Sidebar(page, drafts);
  new FinderOpener(page, navigation, drawer);
  new RoomHeader(page);
  new TypingLine(page);
  new ConnectionBanner(page);
  const activity = new UserActivity(page);
  new SearchOpener(page, navigation);
  new TabTitle(page);
  new Announcer(page);
  new MainViews(page);
  importOnDemand(page, { navigation, members, composer, tray, completers });
  importTheRest(page, { activity, drafts, drawer, navigation });
  importForPhones(page);
}

/**
 * Import the controllers that the page needs a moment after it is shown. Earlier clicks are repeated for them.
 * @param {Page} page
 * @param {import("./controllers/page/late_controllers.js").Others} others
 */
function importTheRest(page, others) {
  /** @type {import("./controllers/page/late_controllers.js").Removal[]} */
  const removals = [];
  const stop = page.store.on("removed", (removal) => void removals.push(removal));
  const load = onDemand(page, { clicks: LATE_BUTTONS, events: ["menu"] }, async () => {
    const { createLateControllers } = await import("./controllers/page/late_controllers.js");
    stop();
    createLateControllers(page, others, removals);
    document.body.dataset.complete = "";
  });
  load();
}

/** @param {Page} page */
async function importForPhones(page) {
  const phone = matchMedia(PHONE);
  if (!phone.matches) return phone.addEventListener("change", () => importForPhones(page), { once: true });
  const load = () => import("./controllers/page/phone.js");
  const script = await importScript(page, load, () => importForPhones(page));
  if (script) script.behaveAsOnAPhone(page);
}

/**
 * Import the other controllers when they are first needed.
 * @param {Page} page
 * @param {Object} others
 * @param {Navigation} others.navigation
 * @param {MemberDirectory} others.members
 * @param {Composer} others.composer
 * @param {UploadTray} others.tray
 * @param {import("./controllers/composing/completion.js").Completer[]} others.completers
 */
function importOnDemand(page, { navigation, members, composer, tray, completers }) {
  onDemand(page, { events: ["thread"] }, async () => {
    const { ThreadPanel } = await import("./controllers/messages/thread_panel.js");
    new ThreadPanel(page, completers, composer.drafts);
  });
  onDemand(page, { clicks: "#record" }, async () => {
    const { VoiceRecorder } = await import("./controllers/files/voice_recorder.js");
    new VoiceRecorder(page, tray);
  });
  onDemand(page, { clicks: '#rows [data-action="open-picture"]' }, async () => {
    const { Lightbox } = await import("./controllers/files/lightbox.js");
    new Lightbox();
  });
  onDemand(page, { clicks: '#rows [data-action="history"]' }, async () => {
    const { EditHistory } = await import("./controllers/messages/edit_history.js");
    new EditHistory(page);
  });
  onDemand(page, { clicks: "#insert-emoji", events: ["pickEmoji"] }, async () => {
    const { EmojiPicker } = await import("./controllers/composing/emoji_picker.js");
    new EmojiPicker(page);
  });
  onDemand(page, { clicks: "#preview-button" }, async () => {
    const { MessagePreview } = await import("./controllers/composing/message_preview.js");
    new MessagePreview(page);
  });
  onDemand(page, { clicks: '[data-action="read-all"]', events: ["readAll"] }, async () => {
    const { ReadAll } = await import("./controllers/rooms/read_all.js");
    new ReadAll(page);
  });
  onDemand(page, { clicks: "#ask-poll" }, async () => {
    const { NewPoll } = await import("./controllers/messages/new_poll.js");
    new NewPoll(page, composer);
  });
  onDemand(page, { clicks: '[data-action="open-later"]', events: ["later", "remind"] }, async () => {
    const { LaterDialog } = await import("./controllers/later/later_dialog.js");
    new LaterDialog(page, navigation);
  });
  onDemand(page, { events: ["report"] }, async () => {
    const { ReportDialog } = await import("./controllers/moderation/report_dialog.js");
    new ReportDialog(page);
  });
  onDemand(page, { clicks: "#send-later" }, async () => {
    const { SendLater } = await import("./controllers/later/send_later.js");
    new SendLater(page, composer);
  });
  onDemand(page, { clicks: '[data-action="toggle-pins"]' }, async () => {
    const { PinPanel } = await import("./controllers/messages/pin_panel.js");
    new PinPanel(page);
  });
  onDemand(page, { clicks: '[data-action="toggle-members"]' }, async () => {
    const { MemberPanel } = await import("./controllers/people/member_panel.js");
    new MemberPanel(page, members);
  });
  if (membersWereOpen()) /** @type {HTMLElement} */ (document.querySelector('[data-action="toggle-members"]')).click();
  onDemand(page, { clicks: '#members [data-action="person-menu"]' }, async () => {
    const { MemberMenu } = await import("./controllers/people/member_menu.js");
    new MemberMenu(page, navigation);
  });
}

/** @returns {boolean} whether the member panel was left open, and the screen is wide enough for it */
function membersWereOpen() {
  return matchMedia("(min-width: 68.0625rem)").matches && localStorage.getItem("members-open") === "1";
}

const page = createPage();
createControllers(page);
// The banner announces the close that follows a fatal error.
page.store.on("error", (error) => !("fatal" in error && error.fatal) && page.toast(errorText(error)));
page.connection.open();
page.store.outbox.load();
