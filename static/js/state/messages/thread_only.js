/**
 * Tell whether only its thread shows a message. Such a message has its place in the room's order, but counts as read there for
 * everyone who had read the room.
 * @param {{inRoom?: boolean, threadId?: number | null}} message stored or pending
 * @returns {boolean}
 */
export function isThreadOnly({ inRoom, threadId }) {
  return Boolean(threadId) && !inRoom;
}
