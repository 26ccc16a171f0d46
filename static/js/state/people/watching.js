import { refusalOf } from "../core/refusal.js";
import { systemClock, Timer } from "../core/timer.js";

/** The most people whom the server lets a connection watch. */
export const MOST_WATCHED = 200;
/** A change of the screen comes in several parts. */
const GATHER_MS = 50;
const PAUSE_MS = 500;
const RETRY_MS = 5_000;

/**
 * The people and the room on the screen. `roomId`: the open room, or null.
 * @typedef {{userIds: number[], roomId: number | null}} Watch
 *
 * @typedef {Object} WatchingOptions
 * @property {Pick<import("../../net/connection/connection.js").Connection, "online" | "request">} connection
 * @property {import("./presence.js").Presence} presence
 * @property {() => Watch} look called at most twice a second
 * @property {(userId: number) => boolean} isPeer the other person of a direct room, whom the server reports without being asked
 * @property {(roomId: number, count: number) => void} setOnline
 * @property {() => void} [answered] `knowsOnline` may have changed
 * @property {import("../core/timer.js").Clock} [clock]
 */

/**
 * Tells the server whom and which room the page looks at, so that it reports their presence. One `watch` command is under way at a
 * time: until it is answered, an event about somebody who is new in it cannot be from an earlier `watch`.
 */
export class Watching {
  /** @type {Set<number>} */
  #people = new Set();
  /** The last watch on this connection, as text. @type {string | null} */
  #sent = null;
  /** @type {number | null} */
  #answeredRoom = null;
  #underWay = false;
  /** The page may look at something else since it was last asked. */
  #mayDiffer = false;
  /** A server that does not know the command is not asked again on this connection. */
  #supported = true;
  /** Counts welcomes. */
  #connection = 0;
  #pause;

  /** @param {WatchingOptions} options */
  constructor({ clock = systemClock, ...options }) {
    this.options = options;
    this.#pause = new Timer(clock);
    const { presence, isPeer } = options;
    presence.follows = (userId) => this.#people.has(userId) || isPeer(userId);
    presence.forgetOthers();
    this.changed();
  }

  /** The page may look at something else. Call it as often as you like. */
  changed() {
    this.#mayDiffer = true;
    if (!this.#pause.running) this.#pause.start(GATHER_MS, () => this.#update());
  }

  /**
   * Somebody is new in a room of the user. The server may have refused to report people on the screen, and would report them now.
   * @param {number} userId
   * @param {boolean} isMe
   */
  joined(userId, isMe) {
    if (!isMe && !this.#people.has(userId)) return;
    this.#sent = null;
    this.changed();
  }

  /** After a welcome: the server does not know what the page looks at. */
  restart() {
    this.#connection += 1;
    this.#sent = this.#answeredRoom = null;
    this.#underWay = false;
    this.#supported = this.#mayDiffer = true;
    this.#pause.clear();
    this.#update();
    this.options.answered?.();
  }

  /** @param {number} roomId @returns {boolean} false while the answer that has the room's `online` is awaited */
  knowsOnline(roomId) {
    return roomId === this.#answeredRoom || !this.#supported;
  }

  #update() {
    const { connection, look, presence } = this.options;
    if (!connection.online || !this.#supported || this.#underWay || !this.#mayDiffer) return;
    this.#mayDiffer = false;
    this.#pause.start(PAUSE_MS, () => this.#update());
    const { userIds, roomId } = look();
    const watch = { userIds: [...new Set(userIds)].sort((one, other) => one - other), roomId };
    const text = JSON.stringify(watch);
    if (text === this.#sent) return;
    this.#sent = text;
    this.#people = new Set(userIds);
    if (roomId !== this.#answeredRoom) this.#answeredRoom = null;
    presence.forgetOthers();
    this.#send(watch);
  }

  /** @param {Watch} watch */
  async #send(watch) {
    const connection = this.#connection;
    this.#underWay = true;
    try {
      const answer = await this.options.connection.request("watch", watch);
      if (connection === this.#connection) this.#apply(watch, answer);
    } catch (error) {
      if (connection === this.#connection) this.#failed(error);
    }
    if (connection !== this.#connection) return;
    this.#underWay = false;
    if (this.#mayDiffer) this.changed();
    this.options.answered?.();
  }

  /** @param {Watch} watch @param {{people?: import("./presence.js").PresenceEvent[], online?: number | null}} answer */
  #apply({ roomId }, { people = [], online }) {
    const { presence, setOnline } = this.options;
    this.#answeredRoom = roomId;
    presence.apply(...people);
    if (roomId !== null && typeof online === "number") setOnline(roomId, online);
  }

  /** @param {unknown} error after a lost connection the next welcome starts again */
  #failed(error) {
    const { code, retryAfterMs = RETRY_MS } = refusalOf(error);
    this.#supported = code !== "unknown_type";
    this.#sent = null;
    this.#mayDiffer = true;
    this.#pause.start(retryAfterMs, () => this.#update());
  }
}

/**
 * Choose whom to watch when more people are near the screen than the server allows.
 * @param {{userId: number, distance: () => number}[]} places where each row is; the distance is measured only if it matters
 * @param {number} [most]
 * @returns {number[]} user ids, the nearest
 */
export function nearest(places, most = MOST_WATCHED) {
  const everyone = new Set(places.map(({ userId }) => userId));
  if (everyone.size <= most) return [...everyone];
  const measured = places.map(({ userId, distance }) => ({ userId, distance: distance() }));
  measured.sort((one, other) => one.distance - other.distance);
  return [...new Set(measured.map(({ userId }) => userId))].slice(0, most);
}
