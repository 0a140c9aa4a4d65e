/**
 * A Director takes the Catalog over (docs/decisions/0083): from here on nothing that a Director of a lower epoch writes is
 * accepted, nor what an earlier process of the same epoch left under way.
 */
import type { Catalog } from '../catalog.ts';
import { confirm } from '../confirm.ts';
import { throughOutage } from '../outage.ts';
import { openClient } from '../session.ts';
import { endOthers } from './hold-epoch.ts';

/**
 * Resolves when the epoch is in the Catalog and the sessions of older Directors, with whatever they had begun, are over. To be
 * called once, before the Director reads what its predecessor left; doing it again is harmless. 0n: nothing to do.
 * @throws CatalogFencedError where a higher epoch is there, CatalogTakeoverError where an older session does not end
 */
export async function takeOver(catalog: Catalog, epoch: bigint): Promise<void> {
  if (epoch <= 0n) return;
  const { settings, outageLimitMs } = catalog.access;
  const { held, sessions } = settings;
  // Connections that hold another epoch, or none, are of no use any more.
  if (held.raise(epoch)) catalog.moved();
  const attempt = async (): Promise<void> => {
    const client = await openClient(settings);
    try {
      const own = [...sessions].map(({ processId }) => processId);
      await endOthers(client, epoch, own);
      // A commit that was ended while it waited for a standby is seen from here on.
      await confirm(client, catalog.access);
    } finally {
      await client.end().catch(() => {});
    }
  };
  await throughOutage(attempt, { limitMs: outageLimitMs, repeatable: true });
}
