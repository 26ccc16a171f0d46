/** A browser has six connections to a site, over HTTP/1.1, for all tabs together: these may wait for news, two remain. */
const SLOTS = 4;

/**
 * @template T
 * @param {Pick<LockManager, "request"> | null} locks the browser's; null: every tab may wait
 * @param {(mayWait: boolean) => Promise<T>} work told whether it is among the few tabs that may hold a connection
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
