/**
 * Counter rows from Counter resources. Bacula keeps a Counter without a Catalog in its memory, where it begins anew at
 * each start; ours are all in the Catalog, so that a successor does not give a number twice.
 */
import { type Catalog, insertCounter, updateCounterLimits } from '../../catalog/index.ts';
import type { CounterResource } from '../../config/index.ts';

export const registerCounters = (catalog: Catalog, counters: Iterable<CounterResource>): Promise<void> =>
  catalog.transaction(
    async (transaction) => {
      for (const { name, minimum, maximum, wrapCounter } of counters) {
        const row = { name, minimum, maximum, current: minimum, wrapCounter: wrapCounter?.name ?? '' };
        await transaction.execute(insertCounter(row));
        await transaction.execute(updateCounterLimits(name, minimum, maximum));
      }
    },
    { repeatable: true },
  );
