/**
 * A Director's process as the Catalog sees it: writes on every kind of connection, as fast as it can, until it is refused. Run
 * by tests that freeze it. Prints `wrote` once all kinds have, then `refused KIND CODE` for each kind, and ends.
 */
import { openAttributeIngest, repeatable, sql } from '../../src/catalog/index.ts';
import { openTestCatalog } from './catalog.ts';
import type { Database } from './postgres.ts';

interface Told {
  readonly database: Database;
  readonly epoch: string;
}

const { database, epoch } = JSON.parse(process.argv[2] ?? '') as Told;
const held = BigInt(epoch);
await using catalog = await openTestCatalog(database, {
  epoch: held,
  outageLimitMs: 20_000,
  applicationName: 'writer',
});
const insert = sql`INSERT INTO understudy.written VALUES (${held}, 0)`;

const record = (fileIndex: number) => ({ name: `/d/${fileIndex}`, fileIndex, lstat: 'A A', digest: '0', deltaSeq: 0 });
let files = 0;
const ingest = await openAttributeIngest(catalog, { jobId: 5, batchBytes: 200_000, outageLimitMs: 20_000 });

const KINDS: Readonly<Record<string, () => Promise<unknown>>> = {
  statement: () => catalog.execute(insert),
  repeatable: () => catalog.execute(repeatable(insert)),
  transaction: () =>
    catalog.transaction(async (transaction) => {
      await transaction.execute(insert);
      await transaction.execute(insert);
    }),
  copy: async () => {
    for (let n = 0; n < 2_000; n++) await ingest.add(record(++files));
  },
};

const first = new Set(Object.keys(KINDS));
await Promise.all(
  Object.entries(KINDS).map(async ([kind, write]) => {
    try {
      for (;;) {
        await write();
        if (first.delete(kind) && first.size === 0) console.log('wrote');
      }
    } catch (error) {
      console.log(`refused ${kind} ${(error as { code?: string }).code}`);
    }
  }),
);
