import { refusalOf } from "../core/refusal.js";
import { systemClock, Timer } from "../core/timer.js";

/** @typedef {import("../../types.js").Member} Member */

const PAUSE_MS = 5_000;

/**
 * The members of a room who are here: as the server last listed them, and as their presence changed since. Presence is known
 * only of those on the screen, so the others keep their section until the next list.
 */
export class PresentMembers {
  /** @type {{roomId: number, online: number, members: Promise<Member[]>} | null} */
  #list = null;
  /** @type {Map<number, import("../../types.js").PresenceStatus>} */
  #statuses = new Map();
  #pause;

  /**
   * @param {Object} options
   * @param {(roomId: number, filter?: string) => Promise<Member[]>} options.ask
   * @param {import("./presence.js").Presence} options.presence
   * @param {() => void} options.changed the list may be outdated
   * @param {import("../core/timer.js").Clock} [options.clock]
   */
  constructor({ ask, presence, changed, clock = systemClock }) {
    this.ask = ask;
    this.presence = presence;
    this.changed = changed;
    this.#pause = new Timer(clock);
  }

  /**
   * Ask who is here. A list is asked for again, at most every 5 s, when another number of people is online.
   * @param {Pick<import("../../types.js").RoomEntry, "id" | "online">} room
   * @returns {Promise<Member[]>}
   */
  of({ id, online }) {
    const list = this.#list;
    if (list?.roomId === id && (list.online === online || this.#pause.running)) return list.members;
    this.#pause.start(PAUSE_MS, () => this.#list && this.changed());
    const members = this.#ask(id);
    this.#list = { roomId: id, online, members };
    members.then(
      (present) => this.#take(members, present),
      () => this.forget(),
    );
    return members;
  }

  /** Ask again the next time, for example because events were missed. */
  forget() {
    this.#list = null;
  }

  /**
   * @param {Member[]} members
   * @returns {{here: Member[], gone: Member[]}}
   */
  split(members) {
    for (const { id } of members)
      this.#statuses.set(id, this.presence.get(id)?.status ?? this.#statuses.get(id) ?? "offline");
    const isHere = (/** @type {Member} */ { id }) => this.#statuses.get(id) !== "offline";
    return { here: members.filter(isHere), gone: members.filter((member) => !isHere(member)) };
  }

  /** @param {number} roomId */
  async #ask(roomId) {
    try {
      return await this.ask(roomId, "&here=1");
    } catch (error) {
      if (refusalOf(error).code !== "invalid") throw error;
      // An older server refuses the filter, and lists everyone with their status.
      const everyone = await this.ask(roomId);
      return everyone.filter(({ status }) => status !== "offline");
    }
  }

  /** @param {Promise<Member[]>} members @param {Member[]} present */
  #take(members, present) {
    if (this.#list?.members === members) this.#statuses = new Map(present.map(({ id, status }) => [id, status]));
  }
}
