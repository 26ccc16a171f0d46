/**
 * How to react to a close code, as in the table of docs/protocol.md.
 * `slot`: wait as long as `server-shutdown` said. `token`: reconnect with a token, or ask for a login if there is none.
 * @typedef {{retry: "never" | "backoff" | "slot" | "token", reason: import("../../types.js").CloseReason}} ClosePolicy
 */

/** @type {Record<number, ClosePolicy>} */
const POLICIES = {
  1000: { retry: "never", reason: "client" },
  1008: { retry: "never", reason: "misuse" },
  1009: { retry: "backoff", reason: "too_large" },
  1012: { retry: "slot", reason: "restart" },
  1013: { retry: "backoff", reason: "busy" },
  4401: { retry: "never", reason: "login" },
  4403: { retry: "never", reason: "banned" },
  4408: { retry: "token", reason: "login" },
};

/**
 * @param {number} code of the WebSocket's close event
 * @returns {ClosePolicy}
 */
export function closePolicy(code) {
  return POLICIES[code] ?? { retry: "backoff", reason: "network" };
}
