import { Emitter } from "../../../static/js/state/core/emitter.js";
import { welcome } from "./cast.js";

/** @typedef {(data: any) => any} Answer */

/**
 * A connection with a server whose answers the test defines.
 * @extends {Emitter<import("../../../static/js/net/connection/connection.js").ConnectionEvents>}
 */
export class FakeWire extends Emitter {
  online = true;
  /** @type {[string, any][]} every command, in order */
  sent = [];
  /** An answer throws to refuse; a command without an answer waits for ever. @type {Record<string, Answer>} */
  answers = {};

  /** @param {string} type @param {any} data @returns {Promise<any>} */
  request(type, data) {
    this.sent.push([type, data]);
    const answer = this.answers[type];
    return answer ? Promise.resolve().then(() => answer(data)) : new Promise((_resolve) => {});
  }

  /** @param {string} type @param {any} [data] */
  send(type, data) {
    this.sent.push([type, data]);
  }

  /** @param {string} type @returns {any[]} the data of the commands of that type */
  sentOf(type) {
    return this.sent.filter(([sent]) => sent === type).map(([, data]) => data);
  }

  /** @param {Parameters<typeof welcome>[0]} [data] @param {boolean} [epochChanged] */
  welcomes(data, epochChanged = false) {
    this.online = true;
    this.emit("welcome", { welcome: welcome(data), epochChanged });
    this.emit("status", { state: "online", reason: null, message: "", nextRetryAt: null });
  }

  /** @param {string} type @param {any} data */
  says(type, data) {
    this.emit("event", { type, data });
  }

  loses() {
    this.online = false;
    this.emit("status", { state: "offline", reason: "network", message: "", nextRetryAt: 1 });
  }
}
