import { Announcer } from "./controllers/announcer.js";
import { Attention } from "./controllers/attention.js";
import { CommandCompleter } from "./controllers/completers/commands.js";
import { EmojiCompleter } from "./controllers/completers/emoji.js";
import { PeopleCompleter } from "./controllers/completers/people.js";
import { RoomCompleter } from "./controllers/completers/rooms.js";
import { Completion } from "./controllers/completion.js";
import { Composer } from "./controllers/composer.js";
import { ConnectionBanner } from "./controllers/connection_banner.js";
import { Deleting } from "./controllers/deleting.js";
import { Destinations } from "./controllers/destinations.js";
import { DraftKeeper } from "./controllers/draft_keeper.js";
import { Drawer } from "./controllers/drawer.js";
import { DropZone } from "./controllers/drop_zone.js";
import { Finder } from "./controllers/finder.js";
import { FormatBar } from "./controllers/format_bar.js";
import { Header } from "./controllers/header.js";
import { LaterBadge } from "./controllers/later_badge.js";
import { MemberPanel } from "./controllers/member_panel.js";
import { MemberDirectory } from "./controllers/members.js";
import { MessageMenu } from "./controllers/message_menu.js";
import { MessageToolbar } from "./controllers/message_toolbar.js";
import { Navigation } from "./controllers/navigation.js";
import { onDemand } from "./controllers/on_demand.js";
import { Page } from "./controllers/page.js";
import { Pills } from "./controllers/pills.js";
import { Polls } from "./controllers/polls.js";
import { ProfileMenu } from "./controllers/profile_menu.js";
import { ReadAll } from "./controllers/read_all.js";
import { RowActions } from "./controllers/row_actions.js";
import { RowFocus } from "./controllers/row_focus.js";
import { Saving } from "./controllers/saving.js";
import { SearchEntry } from "./controllers/search_entry.js";
import { Sidebar } from "./controllers/sidebar.js";
import { SlashCommands } from "./controllers/slash_commands.js";
import { TimelineController } from "./controllers/timeline.js";
import { Title } from "./controllers/title.js";
import { TypingLine } from "./controllers/typing_line.js";
import { UploadTray } from "./controllers/upload_tray.js";
import { Api } from "./net/api.js";
import { Connection } from "./net/connection.js";
import { Outbox } from "./net/outbox.js";
import { Transports } from "./net/transports.js";
import { upload } from "./net/upload.js";
import { Drafts, pageStorage } from "./state/drafts.js";
import { People } from "./state/people.js";
import { Store } from "./state/store.js";
import { Uploads } from "./state/uploads.js";
import { byId } from "./views/dom.js";
import { errorText } from "./views/error_text.js";
import { canRecord } from "./views/recording.js";
import { Times } from "./views/times.js";

/** @returns {Page} the state, with everything that the server sent along with the page */
function start() {
  /** @type {import("./types.js").Boot} */
  const boot = JSON.parse(byId("boot", HTMLScriptElement).text);
  const { id: userId, timeZone, language } = boot.user;
  const api = new Api();
  const transports = new Transports({ api, userId });
  const createTransport = () => transports.create();
  const connection = new Connection({ userId, createTransport, diagnose: () => transports.diagnose() });
  const channel = globalThis.BroadcastChannel ? new BroadcastChannel(`chat-outbox:${userId}`) : null;
  const outbox = new Outbox({ connection, userId, channel });
  const times = new Times({ timeZone, language });
  const store = new Store({ connection, outbox, userId, timeZone: times.timeZone, locale: language });
  const people = new People();
  store.rooms.replaceAll(boot.rooms);
  store.presence.replaceAll(boot.people);
  store.on("person", (person) => people.put(person));
  people.put(...boot.rooms.flatMap(({ peer, members = [] }) => (peer ? [peer, ...members] : members)), boot.user);
  store.timelines.hold(boot.room.id).applyHistory(boot.page);
  // What is only behind a view is not read.
  if (!boot.view) store.openRoom(boot.room.id, { around: boot.around ?? undefined });
  return new Page({ boot, connection, store, api, people, times });
}

/** @param {Page} page */
function control(page) {
  const navigation = new Navigation(page);
  const members = new MemberDirectory(page);
  const drawer = new Drawer(page);
  const timeline = new TimelineController(page);
  const drafts = new Drafts({ userId: page.me.id });
  const composer = new Composer(page, drafts);
  const uploads = new Uploads({
    send: upload,
    forget: ({ id }) => page.api.delete(`/attachments/${id}`).catch(() => {}),
    limits: /** @type {any} */ (page.limits),
    userId: page.me.id,
    storage: pageStorage(),
  });
  const tray = new UploadTray(page, uploads, composer);
  new DropZone(page, tray);
  const commands = new SlashCommands(page, composer);
  composer.commands = commands;
  const completers = [new PeopleCompleter(page, members), new RoomCompleter(page), new EmojiCompleter()];
  composer.completion = new Completion(page, [...completers, new CommandCompleter(commands)], composer.input);
  new FormatBar();
  new DraftKeeper(page, drafts);
  new Pills(page, timeline.scroller);
  new RowFocus(page);
  new RowActions(page, navigation);
  new MessageToolbar(page);
  new MessageMenu(page);
  new Deleting(page);
  new LaterBadge(page, navigation);
  new Saving(page);
  new RowActions(page, navigation, byId("thread-body"));
  new MessageToolbar(page, byId("thread-body"));
  new ReadAll(page);
  new Polls(page, members);
  new Sidebar(page, drafts);
  new Finder(page, navigation, drawer);
  new Header(page);
  new MemberPanel(page, members);
  new TypingLine(page);
  new ConnectionBanner(page);
  new ProfileMenu(page, new Attention(page));
  new SearchEntry(page, navigation);
  new Title(page);
  new Announcer(page);
  new Destinations(page);
  controlOnDemand(page, { navigation, composer, tray, completers });
}

/**
 * What is used now and then.
 * @param {Page} page
 * @param {{navigation: Navigation, composer: Composer, tray: UploadTray, completers: import("./controllers/completion.js").Completer[]}} others
 */
function controlOnDemand(page, { navigation, composer, tray, completers }) {
  byId("record").hidden = !canRecord();
  onDemand(page, { events: ["thread"] }, async () => {
    const { ThreadPanel } = await import("./controllers/thread_panel.js");
    new ThreadPanel(page, completers);
  });
  onDemand(page, { clicks: "#record" }, async () => {
    const { VoiceRecorder } = await import("./controllers/voice_recorder.js");
    new VoiceRecorder(page, tray);
  });
  onDemand(page, { clicks: '#rows [data-action="open-picture"]' }, async () => {
    const { Lightbox } = await import("./controllers/lightbox.js");
    new Lightbox();
  });
  onDemand(page, { clicks: '#rows [data-action="history"]' }, async () => {
    const { EditHistory } = await import("./controllers/edit_history.js");
    new EditHistory(page);
  });
  onDemand(page, { clicks: "#insert-emoji", events: ["pickEmoji"] }, async () => {
    const { EmojiPicker } = await import("./controllers/emoji_picker.js");
    new EmojiPicker(page);
  });
  onDemand(page, { clicks: "#preview-button" }, async () => {
    const { Preview } = await import("./controllers/preview.js");
    new Preview(page);
  });
  onDemand(page, { clicks: "#ask-poll" }, async () => {
    const { NewPoll } = await import("./controllers/new_poll.js");
    new NewPoll(page);
  });
  onDemand(page, { clicks: '[data-action="open-later"]', events: ["later", "remind"] }, async () => {
    const { Later } = await import("./controllers/later.js");
    new Later(page, navigation);
  });
  onDemand(page, { clicks: "#send-later" }, async () => {
    const { SendLater } = await import("./controllers/send_later.js");
    new SendLater(page, composer);
  });
  onDemand(page, { clicks: '[data-action="toggle-pins"]' }, async () => {
    const { PinPanel } = await import("./controllers/pin_panel.js");
    new PinPanel(page);
  });
  onDemand(page, { clicks: '#members [data-action="person-menu"]' }, async () => {
    const { PersonMenu } = await import("./controllers/person_menu.js");
    new PersonMenu(page, navigation);
  });
}

const page = start();
control(page);
// A fatal one is followed by a close, which the banner tells of.
page.store.on("error", (error) => !(/** @type {any} */ (error).fatal) && page.toast(errorText(error)));
page.connection.open();
page.store.outbox.load();
