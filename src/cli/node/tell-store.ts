/** Says once when etcd is not heard any more, and once when it is again: without it nobody is elected. */
import { type Clock, disposable, type Logger } from '../../core/index.ts';
import type { LeaseKeeper, LeaseTiming, StoreReader } from '../../ha/index.ts';

export interface StoreWatch {
  readonly store: StoreReader;
  readonly lease: LeaseKeeper;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timing: LeaseTiming;
}

export function tellStore({ store, lease, clock, logger, timing }: StoreWatch): AsyncDisposable {
  const ending = new AbortController();
  let away = false;
  const watch = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await clock.sleep(timing.ttlMs, ending.signal).catch(() => {});
      if (ending.signal.aborted) return;
      const isAway = lease.held === undefined;
      if (isAway && !away) logger.warn({ everHeard: store.snapshot !== undefined }, 'etcd does not answer: no lease');
      if (!isAway && away) logger.info({}, 'etcd answers again');
      away = isAway;
    }
  };
  const watching = watch();
  return disposable(async () => {
    ending.abort();
    await watching;
  });
}
