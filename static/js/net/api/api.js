import { CommandError, ConnectionLost } from "./errors.js";

const WITHIN_MS = 10_000;

/** The error codes of answers without our error shape, such as a proxy's page, by status. @type {Record<number, string>} */
const CODES = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  429: "rate_limited",
};

/**
 * @typedef {import("../../types.js").WireError} WireError
 */

/**
 * @template {string} Method
 * @template {string} Path
 * @typedef {import("../../rest_types.js").Answer<Method, Path>} Answer
 */

/** The site's HTTP API, used with the session of this page. */
export class Api {
  /**
   * @param {Object} [options]
   * @param {string} [options.base]
   * @param {typeof globalThis.fetch} [options.fetch]
   * @param {() => string} [options.csrfToken]
   */
  constructor({ base = "/api/v1", fetch = (...args) => globalThis.fetch(...args), csrfToken = pageCsrfToken } = {}) {
    this.base = base;
    this.fetch = fetch;
    this.csrfToken = csrfToken;
  }

  /**
   * @template {string} Path
   * @param {Path} path below the base, with its query
   * @returns {Promise<Answer<"GET", Path>>}
   */
  get(path) {
    return this.request("GET", path);
  }

  /** @template {string} Path @param {Path} path @param {unknown} [body] @returns {Promise<Answer<"POST", Path>>} */
  post(path, body) {
    return this.request("POST", path, body);
  }

  /** @template {string} Path @param {Path} path @param {unknown} [body] @returns {Promise<Answer<"PUT", Path>>} */
  put(path, body) {
    return this.request("PUT", path, body);
  }

  /** @template {string} Path @param {Path} path @param {unknown} [body] @returns {Promise<Answer<"PATCH", Path>>} */
  patch(path, body) {
    return this.request("PATCH", path, body);
  }

  /** @template {string} Path @param {Path} path @returns {Promise<Answer<"DELETE", Path>>} */
  delete(path) {
    return this.request("DELETE", path);
  }

  /**
   * @template {string} Method
   * @template {string} Path
   * @param {Method} method
   * @param {Path} path
   * @param {unknown} [body] encoded as JSON
   * @returns {Promise<Answer<Method, Path>>} the decoded answer, null when it is empty
   * @throws {CommandError} (rejects) the server refused
   * @throws {ConnectionLost} (rejects) there was no answer
   */
  async request(method, path, body) {
    return (await this.exchange(method, path, body)).answer;
  }

  /**
   * Send a request and return its status too. `signal` ends the wait, after 10 s by default.
   * @template {string} Method
   * @template {string} Path
   * @param {Method} method
   * @param {Path} path
   * @param {unknown} [body]
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<{status: number, answer: Answer<Method, Path>}>}
   */
  async exchange(method, path, body, { signal = AbortSignal.timeout(WITHIN_MS) } = {}) {
    const { status, ok, text } = await this.#fetch(method, path, body, signal);
    const answer = decode(text);
    if (!ok) throw refusal(status, answer);
    // The login page of a café's network, for example, is no answer of this site.
    if (answer === undefined) throw new ConnectionLost("No answer of the site");
    return { status, answer: /** @type {Answer<Method, Path>} */ (answer) };
  }

  /**
   * Send a request from a page that is being closed, and ignore the answer.
   * @param {string} method
   * @param {string} path
   */
  leave(method, path) {
    const { fetch, base } = this;
    const headers = { "X-CSRFToken": this.csrfToken() };
    fetch(base + path, { method, headers, credentials: "same-origin", keepalive: true }).catch(() => {});
  }

  /** @param {string} method @param {string} path @param {unknown} body @param {AbortSignal} signal */
  async #fetch(method, path, body, signal) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = this.csrfToken();
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const { fetch } = this;
    try {
      const response = await fetch(this.base + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "same-origin",
        signal,
      });
      return { status: response.status, ok: response.ok, text: await response.text() };
    } catch {
      throw new ConnectionLost("No answer");
    }
  }
}

/** @param {string} text @returns {unknown} null for an empty text, undefined if it is not JSON */
export function decode(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return undefined;
  }
}

/** @param {number} status @param {unknown} answer an ErrorBody, unless the answer comes from a proxy */
export function refusal(status, answer) {
  const error = /** @type {{error?: Partial<WireError>} | null | undefined} */ (answer)?.error;
  const { code, message, retryAfterMs, fields } = error ?? {};
  const known = code ?? CODES[status] ?? (status < 500 ? "invalid" : "unavailable");
  return new CommandError({ code: known, message: message ?? `HTTP ${status}`, retryAfterMs, fields });
}

/** @returns {string} from `<meta name="csrf-token">`, else from Django's cookie */
export function pageCsrfToken() {
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf-token"]'));
  return meta?.content || (document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "");
}
