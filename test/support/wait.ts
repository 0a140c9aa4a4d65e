/** Waiting for something to become true, with a bound and a sentence for when it did not. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  /** Only whoever fails waits so long. */
  readonly timeoutMs?: number;
  readonly everyMs?: number;
  /** What is waited for; a function is asked at the end, so that it can tell the last state. */
  readonly what?: string | (() => string);
}

/** Asks again and again until the answer is neither false nor undefined, and returns it. An error ends the wait at once. */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<Exclude<T, false | undefined | null>> {
  const { timeoutMs = 120_000, everyMs = 50, what = 'the condition' } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer !== false && answer !== undefined && answer !== null) {
      return answer as Exclude<T, false | undefined | null>;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain for ${typeof what === 'string' ? what : what()}`);
    }
    await sleep(everyMs);
  }
}
