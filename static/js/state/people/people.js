/** @typedef {import("../../types.js").Author} Author */

/** Everyone of whom this page has heard, as they are called now. */
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
   * @param {Author} author as a message has them, which may be of an hour ago
   * @returns {Author} as they are now
   */
  current(author) {
    return this.get(author.id) ?? author;
  }

  /** What a message says about its author; a newer word is not undone. @param {Author[]} authors */
  hear(...authors) {
    for (const author of authors) if (!this.#people.has(author.id)) this.#people.set(author.id, author);
  }

  /** What the server says now. @param {Author[]} people */
  put(...people) {
    for (const person of people) this.#people.set(person.id, person);
  }
}
