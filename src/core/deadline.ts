/** Every wait has a bound: a promise, or the error that says what was waited for. */

/**
 * Settles as `work` does, or rejects with what `onTimeout` returns after `ms` milliseconds. The work itself is not
 * stopped: give it the signal that `onTimeout`'s caller aborts, or close what it waits on.
 */
export function withDeadline<T>(work: Promise<T>, ms: number, onTimeout: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(onTimeout()), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
