import { Emitter } from "../core/emitter.js";

/** @typedef {import("../../types.js").PresenceEvent} PresenceEvent */

/**
 * The presence of people. Without news of them they are offline.
 * @extends {Emitter<{change: {userIds: number[]}}>}
 */
export class Presence extends Emitter {
  /** @type {Map<number, PresenceEvent>} */
  #people = new Map();

  /**
   * @param {number} userId
   * @returns {PresenceEvent}
   */
  get(userId) {
    return this.#people.get(userId) ?? { userId, status: "offline", lastSeenAt: null };
  }

  /** @param {PresenceEvent[]} people of `welcome`; all others are offline */
  replaceAll(people) {
    const userIds = [...this.#people.keys(), ...people.map(({ userId }) => userId)];
    this.#people = new Map(people.map((person) => [person.userId, person]));
    this.emit("change", { userIds });
  }

  /** @param {PresenceEvent[]} events from a member list or a `presence` event */
  apply(...events) {
    for (const { userId, status, lastSeenAt = null } of events) {
      this.#people.set(userId, { userId, status, lastSeenAt: lastSeenAt ?? this.get(userId).lastSeenAt });
    }
    this.emit("change", { userIds: events.map(({ userId }) => userId) });
  }
}
