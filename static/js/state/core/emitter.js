/**
 * Named change notifications: the part of EventTarget that works without a DOM and carries a typed detail.
 * A listener that throws does not keep the others from hearing.
 * @template {Record<string, any>} Events names and the type of their detail
 */
export class Emitter {
  /** @type {Map<keyof Events, Set<(detail: any) => void>>} */
  #listeners = new Map();

  /**
   * @template {keyof Events} K
   * @param {K} name
   * @param {(detail: Events[K]) => void} listener
   * @returns {() => void} stops listening
   */
  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /**
   * @template {keyof Events} K
   * @param {K} name
   * @param {Events[K]} detail
   */
  emit(name, detail) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        listener(detail);
      } catch (error) {
        reportError(error);
      }
    }
  }
}

/** @param {unknown} error */
function reportError(error) {
  const report = globalThis.reportError ?? console.error;
  report.call(globalThis, error);
}
