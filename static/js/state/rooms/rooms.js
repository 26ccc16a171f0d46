import { Emitter } from "../core/emitter.js";
import { isThreadOnly } from "../messages/thread_only.js";
import { MentionCounter } from "./mention_counter.js";
import { calling, isQuiet } from "./sidebar_layout.js";

/** @typedef {import("../../types.js").RoomEntry} RoomEntry */
/** @typedef {import("../../types.js").Message} Message */

/**
 * The user's rooms, with their numbers for the sidebar. Entries are never mutated: a changed room is a new object. `unread` is
 * the room's `seq` less the user's `readSeq`, so a lost event cannot make it wrong for long.
 * @extends {Emitter<{change: {roomIds: number[]}}>}
 */
export class Rooms extends Emitter {
  /** @type {Map<number, RoomEntry>} */
  #entries = new Map();
  /** @type {number[] | null} the rooms by name, kept because sorting a thousand rooms at every key press is too slow */
  #order = null;
  #mentions = new MentionCounter();
  /** The ids of people whose mentions do not count. @type {number[]} */
  ignored = [];

  /** @param {{userId: number, locale?: string}} options `locale` for the order of names; the browser's own by default */
  constructor({ userId, locale }) {
    super();
    this.userId = userId;
    this.collator = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  }

  /** @param {number} id @returns {RoomEntry | undefined} */
  get(id) {
    return this.#entries.get(id);
  }

  /** @returns {RoomEntry[]} in no particular order */
  all() {
    return [...this.#entries.values()];
  }

  /** @returns {{rooms: RoomEntry[], directs: RoomEntry[]}} in the order of the sidebar: by name; by the latest message */
  sections() {
    const all = this.all();
    this.#order ??= all
      .filter(({ kind }) => kind !== "direct")
      .sort((one, other) => this.#byName(one, other))
      .map(({ id }) => id);
    const rooms = this.#order.map((id) => /** @type {RoomEntry} */ (this.get(id)));
    const directs = all.filter(({ kind }) => kind === "direct").sort(byLatest);
    return { rooms, directs };
  }

  /** @returns {{unread: number, mentions: number}} for the tab's title; `mentions`: everything that calls the user */
  totals() {
    let unread = 0;
    let mentions = 0;
    for (const entry of this.#entries.values()) {
      if (!isQuiet(entry)) unread += entry.unread;
      mentions += calling(entry) + (entry.threads ?? 0);
    }
    return { unread, mentions };
  }

  /** @param {RoomEntry[]} entries of `welcome`: all of the user's rooms */
  replaceAll(entries) {
    const ids = new Set([...this.#entries.keys(), ...entries.map(({ id }) => id)]);
    // Unchanged entries stay the same objects, so that views do not draw them again.
    this.#entries = new Map(entries.map((entry) => [entry.id, sameOrNew(this.get(entry.id), entry)]));
    this.#order = null;
    this.#mentions.clear();
    for (const entry of entries) this.#applyCounts(entry);
    this.emit("change", { roomIds: [...ids] });
  }

  /** @param {RoomEntry} entry of `room:added` or `room:updated`; keys that it leaves out do not change */
  put(entry) {
    const known = this.get(entry.id);
    // An entry from before the latest message has the right name, but old numbers.
    const stale = known && (entry.seq ?? 0) < known.seq;
    const merged = { ...known, ...entry, ...(stale && numbersOf(known)) };
    if (!stale) this.#applyCounts(merged);
    this.#set(merged);
  }

  /** @param {Record<string, number>} places of rooms in the sidebar, by room id */
  applyPlaces(places) {
    for (const [id, place] of Object.entries(places)) {
      const entry = this.get(Number(id));
      if (entry) this.#entries.set(entry.id, { ...entry, place });
    }
    this.emit("change", { roomIds: Object.keys(places).map(Number) });
  }

  /** @param {number} roomId */
  remove(roomId) {
    if (!this.#entries.delete(roomId)) return;
    this.#order = null;
    this.emit("change", { roomIds: [roomId] });
  }

  /** @param {Message} message of `chat:message` or `sync`; each counts once, in any order */
  applyMessage(message) {
    const entry = this.get(message.roomId);
    if (!entry) return;
    const { seq, rev } = message;
    const readSeq = this.#readSeqAfter(entry, message);
    if (readSeq > entry.readSeq) this.#mentions.markRead(entry.id, readSeq);
    if (seq > readSeq && !isThreadOnly(message) && this.#isCalled(message)) this.#mentions.add(entry.id, seq);
    const newest = seq > entry.seq ? { seq, lastMessageAt: message.createdAt } : {};
    this.#set({ ...entry, ...newest, rev: Math.max(entry.rev, rev), readSeq });
  }

  /** @param {Message} message of `chat:changed` */
  applyChange({ roomId, rev }) {
    const entry = this.get(roomId);
    if (entry && rev > entry.rev) this.#entries.set(roomId, { ...entry, rev });
  }

  /**
   * Apply a `read` event or the ack of a `read` command.
   * @param {{roomId: number, readSeq: number, unread: number, mentions: number}} read
   * @param {{force?: boolean}} [options] `force`: the user has just marked messages as unread here
   */
  applyRead({ roomId, readSeq, unread, mentions }, options) {
    const entry = this.get(roomId);
    if (!entry) return;
    const count = { upTo: readSeq + unread, count: mentions, readSeq };
    this.#set({ ...entry, readSeq: this.#mentions.applyCount(roomId, count, options) });
  }

  /** @param {import("../../types.js").ThreadState} state of a thread in the room */
  applyThread({ roomId, threads }) {
    const entry = this.get(roomId);
    if (entry && threads !== undefined) this.#set({ ...entry, threads });
  }

  /** @returns {number} followed threads with something unread */
  unreadThreads() {
    return this.all().reduce((sum, { threads = 0 }) => sum + threads, 0);
  }

  /** @param {number} roomId @param {number} online */
  setOnline(roomId, online) {
    const entry = this.get(roomId);
    if (entry) this.#set({ ...entry, online });
  }

  /** @param {number} roomId @param {number} memberCount */
  setMemberCount(roomId, memberCount) {
    const entry = this.get(roomId);
    if (entry) this.#set({ ...entry, memberCount });
  }

  /** Someone has a new name or picture. @param {import("../../types.js").Author} author */
  renamePeer(author) {
    for (const entry of this.all()) {
      if (entry.peer?.id === author.id) this.#set({ ...entry, peer: author });
      else if (entry.members?.some(({ id }) => id === author.id))
        this.#set({ ...entry, members: entry.members.map((member) => (member.id === author.id ? author : member)) });
    }
  }

  /** @param {RoomEntry} entry */
  #set(entry) {
    const unread = Math.max(0, entry.seq - entry.readSeq);
    const known = this.get(entry.id);
    if (!known || known.name !== entry.name || known.archived !== entry.archived) this.#order = null;
    this.#entries.set(entry.id, { ...entry, unread, mentions: this.#mentions.get(entry.id) });
    this.emit("change", { roomIds: [entry.id] });
  }

  /** @param {Message} message */
  #isCalled({ mentions, mentionsEveryone, author }) {
    return (mentionsEveryone || mentions.includes(this.userId)) && !this.ignored.includes(author.id);
  }

  /** @param {RoomEntry} entry @param {Message} message */
  #readSeqAfter({ id, readSeq }, message) {
    const { seq, author, kind } = message;
    if (!this.#mentions.isNew(id, seq)) return readSeq; // the user may have marked it as unread later
    if (kind === "system" || isThreadOnly(message)) return readSeq === seq - 1 ? seq : readSeq;
    return author.id === this.userId ? Math.max(readSeq, seq) : readSeq;
  }

  /** @param {RoomEntry} entry from the server */
  #applyCounts({ id, seq, readSeq, mentions }) {
    this.#mentions.applyCount(id, { upTo: seq, count: mentions, readSeq });
  }

  /** @param {RoomEntry} one @param {RoomEntry} other */
  #byName(one, other) {
    return (
      Number(one.archived) - Number(other.archived) || this.collator.compare(one.name, other.name) || one.id - other.id
    );
  }
}

/**
 * The title of a room. A direct room is named after the other people in it.
 * @param {RoomEntry} entry
 * @returns {string}
 */
export function roomTitle({ kind, name, peer, members }) {
  if (kind !== "direct") return name;
  if (peer) return peer.displayName || peer.username;
  return (members ?? []).map(({ displayName, username }) => displayName || username).join(", ") || name;
}

/** @param {RoomEntry | undefined} known @param {RoomEntry} entry @returns {RoomEntry} `known`, if the two are equal */
function sameOrNew(known, entry) {
  if (!known) return entry;
  const [before, now] = [Object.entries(known), Object.entries(entry)];
  const same = (/** @type {[string, unknown]} */ [name, value]) =>
    isSame(known[/** @type {keyof RoomEntry} */ (name)], value);
  return before.length === now.length && now.every(same) ? known : entry;
}

/** @param {unknown} one @param {unknown} other @returns {boolean} whether two values from JSON are equal */
function isSame(one, other) {
  return one === other || (typeof other === "object" && JSON.stringify(one) === JSON.stringify(other));
}

/** @param {RoomEntry} entry */
function numbersOf({ seq, rev, readSeq, lastMessageAt }) {
  return { seq, rev, readSeq, lastMessageAt };
}

/** @param {RoomEntry} one @param {RoomEntry} other */
function byLatest(one, other) {
  return (other.lastMessageAt ?? "").localeCompare(one.lastMessageAt ?? "") || other.id - one.id;
}
