import { roomTitle } from "../rooms/rooms.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../../wire_types.js").EventData} EventData
 */

const ABSENT = { mutedUntil: undefined, ignored: undefined };

/**
 * Apply each event of the protocol to the state. A new event needs a line here; unknown ones are ignored.
 * @type {{[Type in keyof EventData]?: (store: Store, data: EventData[Type]) => void}}
 */
const HANDLERS = {
  "chat:message": (store, message) => applyNewMessage(store, message),
  "chat:changed": ({ rooms, timelines, threads }, message) => {
    rooms.applyChange(message);
    threads.take(message);
    timelines.get(message.roomId)?.apply(message);
  },
  // A person who is not muted has no `mutedUntil`, and so on.
  "room:added": ({ rooms }, entry) => rooms.put({ ...ABSENT, ...entry }),
  "room:updated": ({ rooms }, entry) => rooms.put({ ...ABSENT, ...entry }),
  "room:removed": (store, { roomId, reason }) => {
    const room = store.rooms.get(roomId);
    store.rooms.remove(roomId);
    store.timelines.drop(roomId);
    store.emit("removed", { roomId, reason, name: room ? roomTitle(room) : "" });
  },
  "room:places": ({ rooms }, { places }) => rooms.applyPlaces(places),
  "me:updated": (store, me) => store.applyMe(me),
  "room:invitations": (store, { invitations }) => store.setInvitations(invitations),
  "room:online": ({ rooms }, { roomId, count }) => rooms.setOnline(roomId, count),
  "room:user-joined": (store, data) => {
    applyMemberCount(store, data);
    store.emit("joined", { userId: data.userId });
  },
  "room:user-left": applyMemberCount,
  presence: ({ presence }, data) => presence.apply(data),
  "user:updated": (store, author) => {
    store.rooms.renamePeer(author);
    store.emit("person", author);
  },
  "typing:user": ({ typing, me }, data) => me.ignored.includes(data.userId) || typing.start(data),
  "typing:stopped": ({ typing }, data) => typing.stop(data),
  thread: ({ rooms, threads }, state) => {
    rooms.applyThread(state);
    threads.applyState(state);
  },
  saved: (store, data) => store.emit("saved", data),
  read: ({ rooms }, data) => rooms.applyRead(data),
  moderation: ({ moderation }, event) => moderation.apply(event),
  "later:changed": (store, data) => store.emit("later", data),
  draft: (store, data) => store.emit("draft", data),
  notification: (store, data) => store.emit("notification", data),
  error: (store, data) => store.emit("error", data),
};

/**
 * @param {Store} store
 * @param {import("../../types.js").Envelope} envelope
 */
export function dispatch(store, { type, data = {} }) {
  if (!Object.hasOwn(HANDLERS, type)) return;
  HANDLERS[/** @type {keyof EventData} */ (type)]?.(store, /** @type {never} */ (data));
}

/**
 * Apply a new message. The timeline comes before `confirm`: if it holds the message back, the pending row stays.
 * @param {Store} store
 * @param {import("../../types.js").Message} message
 */
function applyNewMessage(store, message) {
  const { roomId, author } = message;
  const timeline = store.timelines.get(roomId);
  store.typing.stop({ roomId, userId: author.id });
  store.rooms.applyMessage(message);
  timeline?.apply(message);
  store.threads.take(message);
  store.confirm(message);
  if (!store.ignores(message)) store.emit("message", message);
}

/** @param {Store} store @param {{roomId: number, memberCount: number}} data */
function applyMemberCount(store, { roomId, memberCount }) {
  store.rooms.setMemberCount(roomId, memberCount);
  store.emit(`members:${roomId}`, undefined);
}
