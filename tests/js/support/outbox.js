import { CommandError, ConnectionLost } from "../../../static/js/net/api/errors.js";
import { Emitter } from "../../../static/js/state/core/emitter.js";

/** @typedef {import("../../../static/js/types.js").PendingMessage} PendingMessage */
/** @typedef {import("../../../static/js/net/outbox/outbox_storage.js").OutboxStorage} OutboxStorage */

/**
 * Storage that several pages of a browser can share.
 * @implements {OutboxStorage}
 */
export class MapStorage {
  /** @type {Map<string, PendingMessage>} */
  kept = new Map();

  async load() {
    return [...this.kept.values()].reverse(); // no order is promised
  }

  /** @param {PendingMessage} message */
  async put(message) {
    this.kept.set(message.clientId, structuredClone(message));
  }

  /** @param {string} clientId */
  async remove(clientId) {
    this.kept.delete(clientId);
  }

  /** @param {string} clientId */
  async has(clientId) {
    return this.kept.has(clientId);
  }
}

/** A server for the outbox. It stores each client id once, even if the ack is lost. */
export class FakeServer {
  /** @type {any[]} in the order of storing */
  stored = [];
  /** @type {any[]} every `chat:send` that arrived */
  arrived = [];
  /** The next answers; after these, every answer is an ack. @type {("lose ack" | "lose" | import("../../../static/js/types.js").WireError)[]} */
  moods = [];

  /** @param {any} data */
  async take(data) {
    this.arrived.push(data);
    const mood = this.moods.shift();
    if (mood === "lose") throw new ConnectionLost();
    if (typeof mood === "object") throw new CommandError(mood);
    const known = this.stored.find(({ clientId }) => clientId === data.clientId);
    if (!known) this.stored.push(data);
    const seq = this.stored.indexOf(known ?? data) + 1;
    if (mood === "lose ack") throw new ConnectionLost();
    return { messageId: 100 + seq, seq, rev: seq, clientId: data.clientId, duplicate: known !== undefined };
  }

  get contents() {
    return this.stored.map(({ content }) => content);
  }
}

/** @extends {Emitter<import("../../../static/js/net/connection/connection.js").ConnectionEvents>} */
export class FakeConnection extends Emitter {
  online = false;

  /** @param {FakeServer} server */
  constructor(server) {
    super();
    this.server = server;
  }

  /** @param {boolean} online */
  set(online) {
    this.online = online;
    const state = online ? "online" : "offline";
    this.emit("status", { state, reason: online ? null : "network", message: "", nextRetryAt: null });
  }

  /** @param {string} _type @param {any} data */
  request(_type, data) {
    return this.online ? this.server.take(data) : Promise.reject(new ConnectionLost());
  }
}

/** Web Locks for the pages of one browser. */
export class FakeLocks {
  /** @type {Map<string, Promise<void>>} */
  #last = new Map();

  /** @param {string} name @param {any} work @returns {Promise<any>} */
  request(name, work) {
    const turn = (this.#last.get(name) ?? Promise.resolve()).then(() => work(null));
    this.#last.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  }
}

/** One browser's BroadcastChannel: each page gets its own end. */
export class FakeChannels {
  /** @type {EventTarget[]} */
  #ends = [];

  /** @returns {BroadcastChannel} */
  end() {
    const end = new EventTarget();
    this.#ends.push(end);
    const postMessage = (/** @type {unknown} */ data) => {
      const others = this.#ends.filter((other) => other !== end);
      for (const other of others)
        other.dispatchEvent(Object.assign(new Event("message"), { data: structuredClone(data) }));
    };
    return /** @type {any} */ (Object.assign(end, { postMessage }));
  }
}
