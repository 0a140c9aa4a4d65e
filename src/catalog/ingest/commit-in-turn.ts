/** A batch is committed behind the one before it, and copied while that one is still on its way. */
import type { CatalogAccess } from '../catalog.ts';
import { confirmed } from '../confirm.ts';
import { type OutageOptions, throughOutage } from '../outage.ts';
import { commitBatch, type NumberedBatch } from './commit-batch.ts';

/** A batch on its way: how its first attempt ends, and when it is committed, perhaps by a later one. */
export interface Sent {
  readonly tried: Promise<void>;
  readonly committed: Promise<void>;
}

export interface Turn {
  readonly before: Sent;
  /** Settled by the first attempt. */
  readonly tried: PromiseWithResolvers<void>;
}

const DONE = Promise.resolve();

/**
 * At first without waiting for the batch before. Should that one fail, this attempt fails with it, so that it gives its
 * connection back, and is repeated when the other is committed.
 */
export function commitInTurn(
  batch: NumberedBatch,
  access: CatalogAccess,
  { before, tried }: Turn,
  limits: OutageOptions,
): Promise<void> {
  let turn: Promise<void> | undefined;
  const commit = confirmed((client) => commitBatch(client, access, batch, turn ?? DONE), access);
  const attempt = async (): Promise<void> => {
    if (turn !== undefined) await before.committed;
    turn = turn === undefined ? before.tried : DONE;
    const work = access.bulk.use(commit, limits.signal);
    work.then(tried.resolve, tried.reject);
    await work;
  };
  return throughOutage(attempt, limits);
}
