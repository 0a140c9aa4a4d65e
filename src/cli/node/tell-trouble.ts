/** Says what an operator has to set right: each sentence once, and again as long as it goes on, but not all the time. */
import type { AppError, Clock, Logger } from '../../core/index.ts';

const AGAIN_MS = 10 * 60_000;

export function tellTrouble(logger: Logger, clock: Clock): (error: AppError) => void {
  const toldMs = new Map<string, number>();
  return ({ code, message, hint }) => {
    const nowMs = clock.monotonicMs();
    const sinceMs = toldMs.get(message);
    if (sinceMs !== undefined && nowMs - sinceMs < AGAIN_MS) return;
    toldMs.set(message, nowMs);
    logger.error({ code, ...(hint !== undefined && { hint }) }, message);
  };
}
