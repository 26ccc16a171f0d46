import { CommandError } from "../api/errors.js";

/**
 * @typedef {Object} Context
 * @property {import("../api/api.js").Api} api
 * @property {number} userId whose page this is
 *
 * @typedef {import("../../wire_types.js").CommandData} CommandData
 */

/**
 * How each command is sent as a request. Each resolves with the data of the ack.
 * @type {{[Type in keyof CommandData]?: (context: Context, data: CommandData[Type]) => Promise<object>}}
 */
const COMMANDS = {
  "chat:send": async ({ api }, { roomId, ...body }) => {
    const { status, answer } = await api.exchange("POST", `/rooms/${roomId}/messages`, body);
    const { id, seq, rev, clientId } = answer;
    return { messageId: id, seq, rev, clientId, duplicate: status === 200 };
  },
  "chat:edit": ({ api }, { messageId, content }) => api.patch(`/messages/${messageId}`, { content }).then(revOf),
  "chat:delete": ({ api }, { messageId }) => api.delete(`/messages/${messageId}`).then(revOf),
  "chat:react": ({ api }, { messageId, emoji, on }) =>
    api.request(on ? "PUT" : "DELETE", `/messages/${messageId}/reactions/${encodeURIComponent(emoji)}`).then(revOf),
  "chat:pin": ({ api }, { messageId, on }) =>
    api.request(on ? "PUT" : "DELETE", `/messages/${messageId}/pin`).then(revOf),
  "room:join": async ({ api }, { roomId }) => {
    await api.post(`/rooms/${roomId}/members`, {});
    return { room: await api.get(`/rooms/${roomId}`) };
  },
  "room:leave": async ({ api, userId }, { roomId }) => {
    await api.delete(`/rooms/${roomId}/members/${userId}`);
    return {};
  },
  read: ({ api }, { roomId, ...body }) => api.put(`/rooms/${roomId}/read`, body),
  sync: ({ api }, { roomId, ...query }) => api.get(`/rooms/${roomId}/changes?${queryOf(query)}`),
  history: ({ api }, { roomId, ...query }) => api.get(`/rooms/${roomId}/messages?${queryOf(query)}`),
  // Over a poll, others would see it too late.
  "typing:start": async () => ({}),
  "typing:stop": async () => ({}),
};

const READS = new Set(["sync", "history"]);

/** @param {string} type @returns {boolean} whether the command changes something, so its order matters */
export function changesSomething(type) {
  return !READS.has(type);
}

/**
 * Carry a command out over plain HTTP.
 * @param {string} type
 * @param {unknown} data
 * @param {Context} context
 * @returns {Promise<object>} the data of the ack
 * @throws {CommandError} (rejects) the server refused
 * @throws {import("../api/errors.js").ConnectionLost} (rejects) there was no answer
 */
export async function carryOut(type, data, context) {
  const command = Object.hasOwn(COMMANDS, type) ? COMMANDS[/** @type {keyof CommandData} */ (type)] : undefined;
  if (!command) throw new CommandError({ code: "unknown_type", message: `No command ${type}` });
  return command(context, /** @type {never} */ (data));
}

/** @param {object} parameters */
function queryOf(parameters) {
  return new URLSearchParams(/** @type {Record<string, string>} */ (parameters));
}

/** @param {import("../../types.js").Message} message */
function revOf({ rev }) {
  return { rev };
}
