/** @typedef {import("../../types.js").PendingMessage} PendingMessage */

/**
 * Keeps pending messages over a reload.
 * @typedef {Object} OutboxStorage
 * @property {() => Promise<PendingMessage[]>} load all messages of this user, in no particular order
 * @property {(message: PendingMessage) => Promise<void>} put
 * @property {(clientId: string) => Promise<void>} remove
 * @property {(clientId: string) => Promise<boolean>} has
 */

const DATABASE = "chat-outbox";
const MESSAGES = "messages";
const BY_USER = "userId";

/** @implements {OutboxStorage} */
export class IndexedDbOutboxStorage {
  /** @type {Promise<IDBDatabase> | null} */
  #database = null;

  /** @param {{userId: number, indexedDB?: IDBFactory}} options */
  constructor({ userId, indexedDB = globalThis.indexedDB }) {
    this.userId = userId;
    this.indexedDB = indexedDB;
  }

  /** @returns {Promise<PendingMessage[]>} */
  async load() {
    const rows = await this.#run("readonly", (messages) => messages.index(BY_USER).getAll(this.userId));
    return rows.map(({ userId, ...message }) => message);
  }

  /** @param {PendingMessage} message */
  async put(message) {
    await this.#run("readwrite", (messages) => messages.put({ ...message, userId: this.userId }));
  }

  /** @param {string} clientId */
  async remove(clientId) {
    await this.#run("readwrite", (messages) => messages.delete(clientId));
  }

  /** @param {string} clientId */
  async has(clientId) {
    return (await this.#run("readonly", (messages) => messages.count(clientId))) > 0;
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(messages: IDBObjectStore) => IDBRequest<T>} ask
   * @returns {Promise<T>} once the transaction is complete
   */
  async #run(mode, ask) {
    this.#database ??= openDatabase(this.indexedDB);
    const transaction = (await this.#database).transaction(MESSAGES, mode);
    const request = ask(transaction.objectStore(MESSAGES));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  }
}

/**
 * Storage that never fails. Messages that cannot be stored, in a private window or on a full disk, last as long as the page.
 * @implements {OutboxStorage}
 */
export class ForgivingStorage {
  /** @type {Map<string, PendingMessage>} messages that the inner storage does not hold yet */
  #unsaved = new Map();

  /** @param {OutboxStorage} inner */
  constructor(inner) {
    this.inner = inner;
  }

  /** @returns {Promise<PendingMessage[]>} */
  async load() {
    const saved = await this.inner.load().catch(() => []);
    return [...saved.filter(({ clientId }) => !this.#unsaved.has(clientId)), ...this.#unsaved.values()];
  }

  /** @param {PendingMessage} message */
  async put(message) {
    this.#unsaved.set(message.clientId, message);
    try {
      await this.inner.put(message);
      if (this.#unsaved.get(message.clientId) === message) this.#unsaved.delete(message.clientId);
    } catch {
      // It stays in `#unsaved`.
    }
  }

  /** @param {string} clientId */
  async remove(clientId) {
    this.#unsaved.delete(clientId);
    await this.inner.remove(clientId).catch(() => {});
  }

  /** @param {string} clientId */
  async has(clientId) {
    return this.#unsaved.has(clientId) || this.inner.has(clientId).catch(() => true);
  }
}

/** @param {IDBFactory} indexedDB @returns {Promise<IDBDatabase>} */
function openDatabase(indexedDB) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const messages = request.result.createObjectStore(MESSAGES, { keyPath: "clientId" });
      messages.createIndex(BY_USER, "userId");
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}
