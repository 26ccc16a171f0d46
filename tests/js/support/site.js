import { Api } from "../../../static/js/net/api/api.js";
import { settle } from "./clock.js";

/** @typedef {{method: string, path: string, body: any, answer: (data: unknown, status?: number) => Promise<void>, fail: () => Promise<void>}} Asked */

/** A site whose requests the test answers one by one. */
export class FakeSite {
  /** The requests without an answer, in order. @type {Asked[]} */
  open = [];
  /** @type {string[]} every request, as `GET /me` */
  asked = [];

  /** @type {Api} */
  api = new Api({ fetch: /** @type {any} */ (this.#fetch.bind(this)), csrfToken: () => "" });

  /** @param {string} path @returns {Asked} the oldest waiting request for it */
  at(path) {
    const found = this.open.find((request) => request.path === path);
    if (!found) throw new Error(`nobody waits for ${path}, but for ${this.open.map((request) => request.path)}`);
    return found;
  }

  /** @param {string} path */
  waitsFor(path) {
    return this.open.some((request) => request.path === path);
  }

  /** @param {string} url @param {{method: string, body?: string, signal: AbortSignal}} options @returns {Promise<Response>} */
  #fetch(url, { method, body, signal }) {
    const path = url.replace("/api/v1", "");
    this.asked.push(`${method} ${path}`);
    return new Promise((resolve, reject) => {
      /** @param {() => void} end */
      const done = (end) => {
        this.open = this.open.filter((each) => each !== request);
        end();
        return settle();
      };
      /** @type {Asked} */
      const request = {
        method,
        path,
        body: body && JSON.parse(body),
        answer: (data, status = 200) => done(() => resolve(Response.json(data, { status }))),
        fail: () => done(() => reject(new TypeError("Failed to fetch"))),
      };
      signal.addEventListener("abort", () => done(() => reject(signal.reason)));
      this.open.push(request);
    });
  }
}
