/** One after the other, in the order of asking; who gives up waiting lets the next one pass. */

export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is this one's turn, which ends with the disposal. Rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<Disposable> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = before.then(() => promise);
    const aborted = Promise.withResolvers<never>();
    const giveUp = (): void => aborted.reject(signal.reason);
    aborted.promise.catch(() => undefined);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await Promise.race([before, aborted.promise]);
    } catch (error) {
      resolve();
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    return { [Symbol.dispose]: resolve };
  }
}
