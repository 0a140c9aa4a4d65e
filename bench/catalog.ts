/**
 * `npm run bench -- catalog [ROWS] [RUNS]`: rows of file attributes a second into the Catalog, ours beside the floor,
 * which is a plain COPY of the same rows with their PathIds, by psql, into the same table with its indexes, on the same
 * server. First a Job whose paths are unknown, then the same Job again. Databases are fresh, the sides take turns, and
 * the median of each turn's ratio is quoted. At the end the ingest's memory, for one million and for five.
 */
import { fileURLToPath } from 'node:url';
import { type Postgres, startPostgres } from '../test/support/postgres.ts';
import { run } from '../test/support/program.ts';
import { exportRows, floorSec, open, oursSec } from './catalog/contenders.ts';
import { recordTape } from './catalog/records.ts';
import { median } from './median.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const RUNS = Number(process.argv[3] ?? 5);
/** Those of the embedded PostgreSQL. */
const SETTINGS = {
  shared_buffers: "'256MB'",
  max_wal_size: "'4GB'",
  checkpoint_timeout: "'15min'",
  wal_compression: 'on',
  jit: 'off',
};

type Turn = { ours: number; text: number; binary: number };

await using postgres = await startPostgres({ fsync: true, settings: SETTINGS });
const tape = recordTape(ROWS);
const model = await emptyCatalog('model');
await oursSec(model, 1, tape);
const bytes = await exportRows(postgres, model);
await postgres.psql('postgres', 'DROP DATABASE model');
console.log(`${ROWS} rows of ${Math.round(bytes / ROWS)} bytes (as text), ${RUNS} turns`);

const backups: { name: string; turns: Turn[] }[] = [
  { name: 'first backup, paths unknown', turns: [] },
  { name: 'second backup, paths known', turns: [] },
];
for (let round = 0; round < RUNS; round++) {
  const results: Partial<Turn>[] = [{}, {}];
  const sides = [ours, floor('text'), floor('binary')];
  // Whoever comes first in one round comes later in the next.
  for (let place = 0; place < sides.length; place++) await sides[(place + round) % sides.length]?.(results);
  backups.forEach(({ turns }, index) => {
    turns.push(results[index] as Turn);
  });
}

console.log('\nrows a second                    plain COPY    binary COPY     Understudy   time against plain COPY');
for (const { name, turns } of backups) {
  const rate = (side: keyof Turn) =>
    Math.round(ROWS / median(turns.map((turn) => turn[side])))
      .toString()
      .padStart(12);
  const times = median(turns.map(({ ours, text }) => ours / text)).toFixed(2);
  console.log(`${name.padEnd(30)} ${rate('text')}   ${rate('binary')}   ${rate('ours')}   ${times.padStart(15)} x`);
}

console.log('\nmemory of the ingest');
for (const rows of [ROWS, 5 * ROWS])
  console.log(`${String(rows).padStart(10)} rows: ${await peakMegabytes(rows)} MB at most`);

// The whole Director's figure, a Job of a million empty files beside the genuine one's, belongs here:
// bench/catalog/whole-job.ts.

async function emptyCatalog(name: string) {
  const database = await postgres.createDatabase(name);
  await (await open(database))[Symbol.asyncDispose]();
  await postgres.psql('postgres', 'CHECKPOINT');
  return database;
}

async function ours(results: Partial<Turn>[]): Promise<void> {
  const database = await emptyCatalog('turn');
  for (const [index, result] of results.entries()) {
    await postgres.psql('postgres', 'CHECKPOINT');
    result.ours = await oursSec(database, index + 1, tape);
  }
  await dropped(postgres, 'turn');
}

function floor(format: 'text' | 'binary') {
  return async (results: Partial<Turn>[]): Promise<void> => {
    const database = await emptyCatalog('turn');
    for (const result of results) {
      await postgres.psql('postgres', 'CHECKPOINT');
      result[format] = await floorSec(postgres, database, format);
    }
    await dropped(postgres, 'turn');
  };
}

async function peakMegabytes(rows: number): Promise<string> {
  const database = await emptyCatalog('memory');
  const script = fileURLToPath(new URL('./catalog/memory.ts', import.meta.url));
  const { socketDirectory, port } = database;
  const command = [process.execPath, script, socketDirectory, String(port), 'memory', String(rows)];
  const { stdout } = await run(command, { timeoutMs: 600_000 });
  await dropped(postgres, 'memory');
  return stdout.trim();
}

async function dropped(server: Postgres, name: string): Promise<void> {
  await server.psql('postgres', `DROP DATABASE ${name} WITH (FORCE)`);
}
