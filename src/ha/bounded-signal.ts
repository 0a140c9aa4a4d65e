/** A signal that also aborts after a time, counted on the clock that is given: what waits for it has a bound. */
import type { Clock } from '../core/index.ts';

/** Given, since Node else makes an error with its stack each time. */
const SETTLED = new Error('Settled before its time');

/** Not by AbortSignal.any: Node keeps such a signal for ever where somebody listens to it and it never aborts. */
export function boundedSignal(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
): Disposable & { readonly signal: AbortSignal } {
  const bound = new AbortController();
  const settled = new AbortController();
  const stop = (): void => bound.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  clock.sleep(ms, settled.signal).then(
    () => bound.abort(),
    () => {},
  );
  return {
    signal: bound.signal,
    [Symbol.dispose]: () => {
      settled.abort(SETTLED);
      signal.removeEventListener('abort', stop);
    },
  };
}
