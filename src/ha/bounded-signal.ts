/** A signal that also aborts after a time, counted on the clock that is given: what waits for it has a bound. */
import type { Clock } from '../core/index.ts';

/** Given, since Node else makes an error with its stack each time. */
const SETTLED = new Error('Settled before its time');

export function boundedSignal(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
): Disposable & { readonly signal: AbortSignal } {
  const bound = new AbortController();
  const settled = new AbortController();
  clock.sleep(ms, settled.signal).then(
    () => bound.abort(),
    () => {},
  );
  return { signal: AbortSignal.any([signal, bound.signal]), [Symbol.dispose]: () => settled.abort(SETTLED) };
}
