/**
 * What fencing costs a statement (docs/decisions/0083): sessions that hold a lock, as we do it, beside transactions that assert
 * their epoch under a row lock. Run by hand: `node bench/catalog/epoch.ts`. Prints medians of a round, and their ratios.
 */
import { openCatalog, type Statement, sql } from '../../src/catalog/index.ts';
import { Secret } from '../../src/core/index.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { median } from '../median.ts';

const ROUNDS = 12;
const STATEMENTS = 600;
const AT_ONCE = 8;

await using postgres = await startPostgres({ settings: { shared_buffers: "'128MB'" } });
const database = await postgres.createDatabase();
const options = { ...database, host: database.socketDirectory, password: new Secret(database.password) };
await using alone = await openCatalog(options);
await alone.execute(
  sql`CREATE TABLE understudy.bench (who integer, id integer, n integer NOT NULL, PRIMARY KEY (who, id))`,
);
await alone.execute(sql`INSERT INTO understudy.bench SELECT who, id, 0
  FROM generate_series(0, 3) AS who, generate_series(1, 1000) AS id`);
await using another = await openCatalog(options);
await using held = await openCatalog({ ...options, epoch: 7n });

const plain =
  (who: number) =>
  (id: number): Statement =>
    sql`UPDATE understudy.bench SET n = n + 1 WHERE who = ${who} AND id = ${id}`;
const asserted = (id: number): Statement => sql`
  WITH mine AS (SELECT epoch FROM understudy.epoch WHERE epoch = 7 FOR SHARE)
  UPDATE understudy.bench SET n = n + 1 FROM mine WHERE who = 2 AND id = ${id}`;

const CONTENDERS = [
  { name: 'without an epoch', catalog: alone, statement: plain(0) },
  { name: 'the same again', catalog: another, statement: plain(3) },
  { name: 'sessions hold a lock', catalog: held, statement: plain(1) },
  { name: 'statements assert under a row lock', catalog: alone, statement: asserted },
];

async function round({ catalog, statement }: (typeof CONTENDERS)[number], atOnce: number): Promise<number> {
  const startMs = performance.now();
  let next = 0;
  const work = async () => {
    while (next < STATEMENTS) await catalog.execute(statement(1 + (next++ % 1000)));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return ((performance.now() - startMs) * 1000) / STATEMENTS;
}

for (const atOnce of [1, AT_ONCE]) {
  const times = CONTENDERS.map((): number[] => []);
  for (let n = 0; n <= ROUNDS; n++) {
    // Each comes first, second and third in turn.
    for (let turn = 0; turn < CONTENDERS.length; turn++) {
      const index = (n + turn) % CONTENDERS.length;
      const contender = CONTENDERS[index];
      if (contender === undefined) continue;
      const us = await round(contender, atOnce);
      if (n > 0) times[index]?.push(us);
    }
  }
  const medians = times.map((each) => median(each));
  for (const [index, { name }] of CONTENDERS.entries()) {
    const us = medians[index] ?? 0;
    console.log(`${atOnce} at once, ${name}: ${us.toFixed(0)} us, ${(us / (medians[0] ?? 1)).toFixed(2)}`);
  }
}

for (const [name, epoch] of [
  ['without', 0n],
  ['with', 7n],
] as const) {
  const times: number[] = [];
  for (let n = 0; n < 15; n++) {
    const startMs = performance.now();
    await using _ = await openCatalog({ ...options, epoch });
    times.push(performance.now() - startMs);
  }
  console.log(`opening a Catalog ${name} an epoch: ${median(times).toFixed(1)} ms`);
}
