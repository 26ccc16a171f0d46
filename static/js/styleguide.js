/**
 * Fills the style guide with the components that scripts build. The chat's own views build them in a hidden copy of the
 * chat's templates. Each element with `data-sample` gets a copy of the result.
 */
import { NewPoll } from "./controllers/messages/new_poll.js";
import { Drafts } from "./state/composing/drafts.js";
import { People } from "./state/people/people.js";
import { Presence } from "./state/people/presence.js";
import { rowsOf } from "./state/timeline/timeline_rows.js";
import { emojiGroups } from "./views/composing/emoji_grid.js";
import { showUpload } from "./views/files/upload_item.js";
import { askDateTime } from "./views/later/date_time_dialog.js";
import { showReminders, showScheduled } from "./views/later/later_lists.js";
import { view as catchUp } from "./views/messages/catch_up.js";
import { showVersions } from "./views/messages/edit_history.js";
import { pinItem } from "./views/messages/pin_list.js";
import { view as savedList } from "./views/messages/saved_list.js";
import { createMemberRow, showMemberRow } from "./views/people/member_row.js";
import { SearchResults } from "./views/search/search_results.js";
import { timelineView } from "./views/timeline/timeline_view.js";
import { confirm } from "./views/ui/confirm_dialog.js";
import { byId, clone, part, setText } from "./views/ui/dom.js";
import { OptionList } from "./views/ui/option_list.js";
import { TimeFormat } from "./views/ui/time_format.js";

/** @typedef {import("./types.js").Message} Message */

/** The attributes that hold ids. */
const ID_ATTRIBUTES = ["id", "for", "aria-controls", "aria-describedby", "aria-labelledby"];
const FACES = "😀😃😄😁😆😅😂🙂🙃😉😊😇😍🤩😘😗😚😙😋😛😜🤪😝🤑🤗🤭🤫🤔";
const answers = JSON.parse(byId("samples", HTMLScriptElement).text);
const [me] = answers.people;
const people = new People();
const times = new TimeFormat({ language: document.documentElement.lang });
/** The parts of a page that the views use. */
const page = /** @type {import("./controllers/page/page.js").Page} */ (
  /** @type {unknown} */ ({
    me,
    people,
    times,
    mayPin: true,
    store: { rooms: new Map([[1, answers.room]]), presence: new Presence() },
    api: { get: async (/** @type {string} */ path) => answers[path.replace(/^\/|\?.*$/g, "")] },
  })
);
const context = { me, people, presence: page.store.presence, times, direct: () => false, mayChange: () => true };
people.put(...answers.people);
const emoji = { key: "tada", name: ":tada:", emoji: "🎉" };
const room = { key: "room", name: answers.room.name, detail: "join…", icon: "hash" };

/** Functions that build the samples, by name. @type {Record<string, () => Promise<Element> | Element>} */
const samples = {
  composer() {
    const composer = byId("composer");
    const quoted = part(composer, "context");
    quoted.hidden = false;
    setText(part(quoted, "context-text"), "The text of the earlier message, which is too long for its line");
    setText(byId("typing"), "Robot is writing…");
    return composer;
  },
  completions: () => options("completions", "composer-input", [...answers.people.map(named), emoji]),
  finder: () => byId("finder"),
  found: () => options("finder-results", "finder-input", [room, ...answers.people.map(named)]),
  uploads() {
    const tray = byId("uploads");
    part(tray, "list").replaceChildren(...uploads().map(uploadRow));
    return shown(tray);
  },
  recorder() {
    setText(part(byId("recorder"), "time"), "0:14");
    return shown(byId("recorder"));
  },
  polls: () => rows(answers.polls),
  thread() {
    const [root, ...replies] = answers.thread;
    byId("thread-root").replaceChildren(...rows([root]).children);
    byId("thread-rows").replaceChildren(...rows(replies).children);
    setText(byId("thread-count"), "2 replies");
    return shown(byId("thread"));
  },
  search() {
    const list = byId("search-results");
    const options = { times, titleOf: (/** @type {{name: string}} */ { name }) => name, choose: () => {} };
    const found = new SearchResults(list, byId("search-input"), options);
    found.show(answers.search.results, { keep: false });
    byId("search-help").hidden = true;
    return shown(byId("search"));
  },
  "search-help"() {
    byId("search-results").hidden = true;
    byId("search-help").hidden = false;
    return shown(byId("search"));
  },
  pins() {
    const { messages } = answers.pins;
    byId("pin-list").replaceChildren(...messages.map((/** @type {Message} */ message) => pinItem(page, message)));
    return shown(byId("pins"));
  },
  "pins-empty"() {
    byId("pin-list").replaceChildren();
    byId("pins-empty").hidden = false;
    return shown(byId("pins"));
  },
  members() {
    const [here, away] = [byId("online-people"), byId("offline-people")];
    for (const person of answers.members.members) {
      const row = createMemberRow();
      showMemberRow(row, person, { me: me.id, status: person.status });
      (person.status === "offline" ? away : here).append(row);
    }
    setText(byId("online-title"), "Online · 2");
    setText(byId("offline-title"), "Offline · 1");
    byId("add-member").hidden = false;
    return shown(byId("members"));
  },
  "catch-up": async () => box(...(await catchUp.load(page))),
  saved: async () => box(...(await savedList.load(page))),
  "nothing-saved"() {
    answers.saved.saved = [];
    return samples.saved();
  },
  "profile-menu": () => byId("profile-menu"),
  "message-menu": () => byId("message-menu"),
  "person-menu": () => byId("person-menu"),
  "emoji-picker"() {
    const picker = byId("emoji-picker");
    const faces = [...FACES].map((emoji) => ({ emoji, names: ["face"] }));
    const groups = emojiGroups({ recent: faces.slice(0, 3), groups: new Map([["people", faces]]) });
    part(picker, "groups").replaceChildren(...groups.map(({ tab }) => tab));
    part(picker, "grid").replaceChildren(...groups.map(({ section }) => section));
    return picker;
  },
  confirm() {
    confirm({ title: "Leave the room?", text: "You will no longer get its messages.", ok: "Leave" });
    return dialog("confirm");
  },
  when() {
    askDateTime({ title: "Send it later", ok: "Send then" }, times);
    return dialog("when");
  },
  "new-poll"() {
    new NewPoll(page, /** @type {any} */ ({ drafts: new Drafts({ userId: 0 }), files: null }));
    byId("ask-poll").click();
    return dialog("new-poll");
  },
  later() {
    const root = byId("later");
    const later = { times, roomName: () => answers.room.name };
    showScheduled(root, answers.scheduled.scheduled, later);
    showReminders(root, answers.reminders.reminders, later);
    return root;
  },
  history() {
    showVersions(part(byId("history"), "versions"), answers.history.versions, times);
    return byId("history");
  },
  lightbox() {
    const box = byId("lightbox");
    const { thumbnailUrl, name } = answers.picture;
    Object.assign(part(box, "image"), { src: thumbnailUrl, alt: name });
    setText(part(box, "name"), name);
    setText(part(box, "place"), "1 of 3");
    part(box, "previous", HTMLButtonElement).disabled = true;
    return box;
  },
};

/**
 * @param {string} list
 * @param {string} input
 * @param {Omit<import("./views/ui/option_list.js").Option, "choose">[]} items
 */
function options(list, input, items) {
  new OptionList(byId(list), byId(input)).show(items.map((item) => ({ ...item, choose: () => {} })));
  return byId(list);
}

/** @param {import("./types.js").Author} person */
function named(person) {
  return { key: String(person.id), name: person.displayName, detail: `@${person.username}`, person };
}

/** @param {import("./types.js").Message[]} messages */
function rows(messages) {
  const list = document.createElement("ol");
  list.className = "timeline__rows";
  const all = rowsOf({ messages, pending: [], atStart: true, userId: me.id });
  timelineView(list, context).show(all.filter(({ kind }) => kind === "message"));
  return list;
}

/** @returns {import("./state/files/uploads.js").Upload[]} one in progress, one done, one refused and one failed */
function uploads() {
  const file = new File([""], "walk.png");
  const facts = { roomId: 1, size: 480_000, file, progress: 0, error: null, attachment: null };
  const { href: thumbnailUrl } = byId("favicon", HTMLLinkElement);
  const attachment = /** @type {import("./types.js").Attachment} */ ({ thumbnailUrl });
  return [
    { ...facts, key: 1, name: "walk.png", state: "uploading", progress: 0.4 },
    { ...facts, key: 2, name: "a-picture.png", state: "done", attachment },
    { ...facts, key: 3, name: "far-too-large.mp4", state: "failed", error: { code: "too_large", message: "" } },
    { ...facts, key: 4, name: "a-name-that-is-longer-than-its-place.txt", state: "failed", error: { code: "network" } },
  ];
}

/** @param {import("./state/files/uploads.js").Upload} upload */
function uploadRow(upload) {
  const row = clone("upload-template");
  showUpload(row, upload);
  return row;
}

/** @param {HTMLElement} element */
function shown(element) {
  element.hidden = false;
  return element;
}

/** @param {Node[]} content */
function box(...content) {
  const element = document.createElement("div");
  element.append(...content);
  return element;
}

/** Close a dialog and return it. The page shows its copy. @param {string} id */
function dialog(id) {
  byId(id, HTMLDialogElement).close();
  return byId(id);
}

let copies = 0;
/** Copy an element with new ids. A dialog's copy is open but not modal. @param {Element} element */
function copyOf(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  const suffix = `-copy-${++copies}`;
  for (const node of [copy, ...copy.querySelectorAll("*")])
    for (const name of ID_ATTRIBUTES) {
      const value = node.getAttribute(name);
      if (value) node.setAttribute(name, value.replace(/\S+/g, `$&${suffix}`));
    }
  copy.removeAttribute("popover");
  if (copy instanceof HTMLDialogElement) copy.setAttribute("open", "");
  return copy;
}

for (const [name, fill] of Object.entries(samples)) {
  const element = await fill();
  for (const place of document.querySelectorAll(`[data-sample="${name}"]`)) place.append(copyOf(element));
}
