/** @typedef {import("../../types.js").Author} Author */

/** All people that this page knows, with their current names. */
export class People {
  /** @type {Map<number, Author>} */
  #people = new Map();

  /** @param {number} id @returns {Author | undefined} */
  get(id) {
    return this.#people.get(id);
  }

  /** @param {string} username @returns {Author | undefined} */
  named(username) {
    return [...this.#people.values()].find((person) => person.username === username);
  }

  /**
   * @param {Author} author from a message, possibly outdated
   * @returns {Author} the current name and picture
   */
  current(author) {
    return this.get(author.id) ?? author;
  }

  /** Add people who are not known yet. Messages may have outdated names, so known people do not change. @param {Author[]} authors */
  addUnknown(...authors) {
    for (const author of authors) if (!this.#people.has(author.id)) this.#people.set(author.id, author);
  }

  /** Add or update people from a current source. @param {Author[]} people */
  put(...people) {
    for (const person of people) this.#people.set(person.id, person);
  }
}
