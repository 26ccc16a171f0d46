import { dispatch } from "./event_handlers.js";

/** @typedef {import("./store.js").Store} Store */

/**
 * Connect the parts of a store with each other and with its listeners.
 * @param {Store} store
 */
export function wire(store) {
  const { connection, outbox, rooms, presence, typing, timelines } = store;
  connection.on("welcome", (welcome) => welcomed(store, welcome));
  connection.on("event", (envelope) => dispatch(store, envelope));
  connection.on("status", (status) => connectionChanged(store, status));
  outbox.on("acked", ({ message, ack }) => timelines.get(message.roomId)?.acknowledge(message, ack));
  outbox.on("change", ({ roomId }) => outboxChanged(store, roomId));
  rooms.on("change", (change) => store.emit("rooms", change));
  presence.on("change", (change) => store.emit("presence", change));
  store.moderation.on("change", () => store.emit("moderation", undefined));
  typing.on("change", ({ roomId }) => store.emit(`typing:${roomId}`, undefined));
  store.threads.on("change", () => store.emit("thread", undefined));
  timelines.on("change", ({ roomId, reset }) => store.emit(`timeline:${roomId}`, { reset }));
  timelines.on("synced", ({ messages }) => synced(store, messages));
  timelines.on("error", (error) => store.emit("error", error));
}

/** @param {Store} store @param {{welcome: import("../../types.js").Welcome, epochChanged: boolean}} news */
function welcomed(store, { welcome, epochChanged }) {
  store.applyMe(welcome.user);
  store.rooms.replaceAll(welcome.rooms);
  store.moderation.setUser(welcome.user);
  store.presence.replaceAll(welcome.people ?? []);
  store.setInvitations(welcome.invitations ?? []);
  store.timelines.catchUp((roomId) => store.rooms.get(roomId), { epochChanged });
  store.emit("welcome", undefined);
  if (store.away) store.setAway(true);
}

/** @param {Store} store @param {import("../../types.js").ConnectionStatus} status */
function connectionChanged(store, status) {
  if (status.state === "online") store.readMarker.resume();
  else store.typing.clear();
  // Without a connection nobody reports changes.
  if (status.state === "offline" || status.state === "closed") store.presence.replaceAll([]);
  store.emit("connection", status);
}

/** @param {Store} store @param {number} roomId */
function outboxChanged(store, roomId) {
  store.timelines.get(roomId)?.setPending(store.outbox.pendingFor(roomId));
  store.emit("outbox", { roomId });
}

/** @param {Store} store @param {import("../../types.js").Message[]} messages */
function synced(store, messages) {
  for (const message of messages) {
    store.rooms.applyMessage(message);
    store.threads.take(message);
    store.confirm(message);
  }
}
