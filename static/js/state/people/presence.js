import { Emitter } from "../core/emitter.js";

/** @typedef {import("../../types.js").PresenceEvent} PresenceEvent */

/**
 * The presence of the people whose changes the server reports to this page. Everyone else's is unknown.
 * @extends {Emitter<{change: {userIds: number[]}}>}
 */
export class Presence extends Emitter {
  /** @type {Map<number, PresenceEvent>} */
  #people = new Map();
  /** Whether the server reports this person's changes. `Watching` replaces it. @type {(userId: number) => boolean} */
  follows = () => true;

  /**
   * @param {number} userId
   * @returns {PresenceEvent | undefined} undefined if it is unknown
   */
  get(userId) {
    return this.#people.get(userId);
  }

  /** @param {PresenceEvent[]} people of `welcome`; everyone else becomes unknown */
  replaceAll(people) {
    const before = [...this.#people.keys()];
    this.#people.clear();
    this.#put(people, before);
  }

  /** @param {PresenceEvent[]} events those about people who are not followed are ignored */
  apply(...events) {
    this.#put(events.filter(({ userId }) => this.follows(userId)));
  }

  /** Forget the people who are not followed any more. */
  forgetOthers() {
    const others = [...this.#people.keys()].filter((userId) => !this.follows(userId));
    for (const userId of others) this.#people.delete(userId);
    this.#put([], others);
  }

  /** @param {PresenceEvent[]} people @param {number[]} [forgotten] user ids */
  #put(people, forgotten = []) {
    for (const person of people) this.#people.set(person.userId, person);
    const userIds = [...new Set([...forgotten, ...people.map(({ userId }) => userId)])];
    if (userIds.length > 0) this.emit("change", { userIds });
  }
}
