import { Emitter } from "../core/emitter.js";

/**
 * Why the user cannot write in a room. `until` is null where a mute has no end.
 * @typedef {{kind: "muted", until: string | null, reason: string} | {kind: "read_only"}} Restriction
 * @typedef {import("../../wire_types.js").ModerationEvent} ModerationEvent
 * @typedef {Pick<import("../../types.js").RoomEntry, "id" | "role" | "readOnly" | "slowSeconds" | "mutedUntil">} Room
 */

/**
 * The measures of moderators against the user. It compares times, so a mute ends without an event.
 * @extends {Emitter<{change: undefined}>}
 */
export class Moderation extends Emitter {
  /** @type {string | null | undefined} until when the user is muted everywhere; undefined if they are not */
  #everywhere;
  /** @type {Map<number, string>} the reasons of mutes, by room id; 0 for everywhere */
  #reasons = new Map();
  /** @type {Map<number, number>} when the user last sent a message, by room id */
  #sent = new Map();

  /** @param {{mutedUntil?: string | null}} user of `welcome` */
  setUser(user) {
    this.#everywhere = user.mutedUntil;
    this.emit("change", undefined);
  }

  /** @param {ModerationEvent} event */
  apply({ kind, roomId, until, reason, undoneAt }) {
    if (kind !== "mute") return;
    if (!roomId) this.#everywhere = undoneAt ? undefined : until;
    if (undoneAt) this.#reasons.delete(roomId ?? 0);
    else this.#reasons.set(roomId ?? 0, reason);
    this.emit("change", undefined);
  }

  /** @param {{actions: {kind: string, roomId: number | null, reason: string, undoneAt: string | null}[]}} record newest first */
  addReasons({ actions }) {
    for (const { kind, roomId, reason, undoneAt } of actions) {
      const known = this.#reasons.has(roomId ?? 0);
      if (kind === "mute" && !undoneAt && !known) this.#reasons.set(roomId ?? 0, reason);
    }
    this.emit("change", undefined);
  }

  /** @param {number} roomId @param {number} now */
  noteSent(roomId, now) {
    this.#sent.set(roomId, now);
  }

  /** @param {Room} room @param {number} now @returns {Restriction | null} */
  restriction(room, now) {
    const mutes = [
      { until: room.mutedUntil, place: room.id },
      { until: this.#everywhere, place: 0 },
    ].filter(({ until }) => until === null || (until !== undefined && Date.parse(until) > now));
    const longest = mutes.sort((one, other) => end(other.until) - end(one.until))[0];
    if (longest) return { kind: "muted", until: longest.until ?? null, reason: this.#reasons.get(longest.place) ?? "" };
    return room.readOnly && !moderates(room) ? { kind: "read_only" } : null;
  }

  /** @param {Room} room @param {number} now @returns {number} milliseconds until the next message may be sent */
  wait(room, now) {
    const sent = this.#sent.get(room.id);
    if (!room.slowSeconds || sent === undefined || moderates(room)) return 0;
    return Math.max(0, sent + room.slowSeconds * 1000 - now);
  }
}

/** @param {string | null | undefined} until */
function end(until) {
  return until ? Date.parse(until) : Number.POSITIVE_INFINITY;
}

/** @param {Room} room */
function moderates({ role }) {
  return role === "owner" || role === "moderator";
}
