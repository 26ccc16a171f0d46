/** Over HTTP/1.1 the tabs of a browser share six connections to a site. Four of them may wait for news. */
const SLOTS = 4;

/**
 * Run work in one of the slots, or without one if all are taken.
 * @template T
 * @param {Pick<LockManager, "request"> | null} locks of the browser; with null, every tab may wait
 * @param {(mayWait: boolean) => Promise<T>} work gets whether it may hold a connection
 * @returns {Promise<T>}
 */
export async function inSlot(locks, work) {
  if (!locks) return work(true);
  for (let slot = 0; slot < SLOTS; slot++) {
    const held = await locks.request(`chat-poll:${slot}`, { ifAvailable: true }, async (lock) =>
      lock ? { result: await work(true) } : null,
    );
    if (held) return held.result;
  }
  return work(false);
}
