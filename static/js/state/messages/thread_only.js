/**
 * What only a thread shows: it has its place in the room's order, but whoever had read the room has nothing to read there.
 * @param {{inRoom?: boolean, threadId?: number | null}} message stored, or still to be sent
 * @returns {boolean}
 */
export function isThreadOnly({ inRoom, threadId }) {
  return Boolean(threadId) && !inRoom;
}
