/** The few methods of IndexedDB that the outbox calls, over one Map. @returns {IDBFactory} */
export function fakeIndexedDb() {
  /** @type {Map<string, any>} */
  const rows = new Map();
  let created = false;
  const store = {
    createIndex: () => {},
    index: () => ({
      getAll: (/** @type {number} */ userId) => [...rows.values()].filter((row) => row.userId === userId),
    }),
    put: (/** @type {any} */ row) => rows.set(row.clientId, structuredClone(row)),
    delete: (/** @type {string} */ key) => rows.delete(key),
    count: (/** @type {string} */ key) => Number(rows.has(key)),
  };
  const database = {
    createObjectStore: () => store,
    transaction: () => {
      const transaction = later({ error: null }, "oncomplete");
      const answering =
        (/** @type {any} */ call) =>
        (/** @type {any[]} */ ...args) => ({ result: call(...args), error: null });
      const { put, delete: remove, count } = store;
      const index = () => ({ getAll: answering(store.index().getAll) });
      const objects = { put: answering(put), delete: answering(remove), count: answering(count), index };
      return Object.assign(transaction, { objectStore: () => objects });
    },
  };
  const open = () => {
    const request = later({ result: database }, "onsuccess");
    queueMicrotask(() => !created && /** @type {any} */ (request).onupgradeneeded());
    created = true;
    return request;
  };
  return /** @type {any} */ ({ open });
}

/** @template {object} T @param {T} target @param {string} event its handler is called in a moment @returns {T} */
function later(target, event) {
  setImmediate(() => /** @type {any} */ (target)[event]());
  return target;
}
