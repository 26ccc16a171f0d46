import { Emitter } from "../../../static/js/state/core/emitter.js";
import { welcome } from "./cast.js";

/** @extends {Emitter<import("../../../static/js/net/transport/websocket_transport.js").TransportEvents>} */
export class FakeTransport extends Emitter {
  /** @type {import("../../../static/js/types.js").Envelope[]} */
  sent = [];
  opened = false;
  limited = false;
  closed = false;

  open() {
    this.opened = true;
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  /** A frame from the server. @param {string} type @param {any} [data] @param {string} [id] */
  receive(type, data, id) {
    this.emit("frame", { type, data, ...(id && { id }) });
  }

  /** The socket opens and receives a welcome. @param {Parameters<typeof welcome>[0]} [data] */
  accept(data) {
    this.emit("open", undefined);
    this.receive("welcome", welcome(data));
  }

  /** The server or the network closes the socket. @param {number} code @param {string} [reason] */
  end(code, reason = "") {
    this.emit("close", { code, reason });
  }
}
