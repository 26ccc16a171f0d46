import { Emitter } from "../../state/core/emitter.js";

/**
 * One attempt to reach the server. A transport is opened once and closed once. Every transport has this shape.
 * `open`: frames may be sent. `frame`: one envelope; batches are unpacked. `close`: the last event. It is not emitted after a
 * call of `close()`, because on a dead network the browser may report a close only after a minute.
 *
 * @typedef {{open: undefined, frame: import("../../types.js").Envelope, close: {code: number, reason: string}}} TransportEvents
 *
 * @typedef {Object} Transport
 * @property {Emitter<TransportEvents>["on"]} on
 * @property {() => void} open starts the attempt
 * @property {(text: string) => void} send one encoded envelope
 * @property {(code?: number) => void} close
 * @property {boolean} [limited] events come late, and some never
 */

/** @extends {Emitter<TransportEvents>} */
export class WebSocketTransport extends Emitter {
  /** @type {WebSocket | null} */
  #socket = null;

  /** @param {{url?: string, WebSocket?: typeof globalThis.WebSocket}} [options] `url` is relative to the page's origin */
  constructor({ url = "/ws/?batch=1", WebSocket = globalThis.WebSocket } = {}) {
    super();
    this.url = url;
    this.WebSocket = WebSocket;
  }

  open() {
    const socket = new this.WebSocket(socketUrl(this.url));
    this.#socket = socket;
    socket.onopen = () => this.emit("open", undefined);
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code, reason }) => {
      this.#socket = null;
      this.emit("close", { code, reason });
    };
  }

  /** @param {string} text */
  send(text) {
    this.#socket?.send(text);
  }

  /** @param {number} [code] */
  close(code = 1000) {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  /** @param {unknown} text */
  #receive(text) {
    for (const envelope of parseFrames(text)) {
      if (!this.#socket) return; // a listener closed the transport in the middle of a batch
      this.emit("frame", envelope);
    }
  }
}

/**
 * @param {unknown} text a received frame
 * @returns {import("../../types.js").Envelope[]} its envelopes; none if it does not follow the protocol
 */
export function parseFrames(text) {
  if (typeof text !== "string") return [];
  /** @type {Partial<import("../../types.js").Envelope> | null} */
  let envelope;
  try {
    envelope = JSON.parse(text);
  } catch {
    return [];
  }
  const envelopes = envelope?.type === "batch" && Array.isArray(envelope.data) ? envelope.data : [envelope];
  return envelopes.filter(
    (/** @type {Partial<import("../../types.js").Envelope> | null} */ one) => typeof one?.type === "string",
  );
}

/** Browsers accept `https:` for a WebSocket only since 2024. @param {string} url */
function socketUrl(url) {
  const absolute = new URL(url, globalThis.location?.href ?? "http://localhost/");
  absolute.protocol = absolute.protocol.replace("http", "ws");
  return absolute.href;
}
