/** Whatever starts, stops: in reverse order, once, also when a start failed halfway. */
import { once } from 'node:events';

export type Start = (signal: AbortSignal) => Promise<AsyncDisposable>;

/** Starts in order, waits for the signal, disposes in reverse; a failed start unwinds the same way. */
export async function runUntil(signal: AbortSignal, starts: readonly Start[]): Promise<void> {
  const running: AsyncDisposable[] = [];
  const failures: unknown[] = [];
  try {
    for (const start of starts) {
      if (signal.aborted) break;
      running.push(await start(signal));
    }
    if (!signal.aborted) await once(signal, 'abort');
  } catch (error) {
    failures.push(error);
  }
  for (const service of running.reverse()) {
    try {
      await service[Symbol.asyncDispose]();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Stopped with failures');
}

/** Turns a stop function into an AsyncDisposable whose second disposal is harmless. */
export function disposable(stop: () => Promise<void> | void): AsyncDisposable {
  let stopped: Promise<void> | undefined;
  return {
    [Symbol.asyncDispose]: () => {
      stopped ??= (async () => stop())();
      return stopped;
    },
  };
}
