/**
 * Rows of file attributes a second: ours beside the floor, which is a plain COPY of the same rows with their PathIds, by
 * psql, into the same table with its indexes, on the same server. First a Job whose paths are unknown, then the same Job
 * again. Databases are fresh, the sides take turns, and the median of each turn's ratio is quoted.
 */
import type { Database, Postgres } from '../../test/support/postgres.ts';
import { median } from '../median.ts';
import { exportRows, floorSec, open, oursSec } from './contenders.ts';
import { recordTape } from './records.ts';

type Turn = { ours: number; text: number; binary: number };
type Side = (results: Partial<Turn>[]) => Promise<void>;

export async function compareRows(postgres: Postgres, rows: number, runs: number): Promise<void> {
  const tape = recordTape(rows);
  const model = await emptyCatalog(postgres, 'model');
  await oursSec(model, 1, tape);
  const bytes = await exportRows(postgres, model);
  await dropped(postgres, 'model');
  console.log(`${rows} rows of ${Math.round(bytes / rows)} bytes (as text), ${runs} turns`);

  const backups: { name: string; turns: Turn[] }[] = [
    { name: 'first backup, paths unknown', turns: [] },
    { name: 'second backup, paths known', turns: [] },
  ];
  const sides = [ours(postgres, tape), floor(postgres, 'text'), floor(postgres, 'binary')];
  for (let round = 0; round < runs; round++) {
    const results: Partial<Turn>[] = [{}, {}];
    // Whoever comes first in one round comes later in the next.
    for (let place = 0; place < sides.length; place++) await sides[(place + round) % sides.length]?.(results);
    backups.forEach(({ turns }, index) => {
      turns.push(results[index] as Turn);
    });
  }

  console.log('\nrows a second                    plain COPY    binary COPY     Understudy   time against plain COPY');
  for (const { name, turns } of backups) {
    const rate = (side: keyof Turn) =>
      Math.round(rows / median(turns.map((turn) => turn[side])))
        .toString()
        .padStart(12);
    const times = median(turns.map(({ ours, text }) => ours / text)).toFixed(2);
    console.log(`${name.padEnd(30)} ${rate('text')}   ${rate('binary')}   ${rate('ours')}   ${times.padStart(15)} x`);
  }
}

function ours(postgres: Postgres, tape: Iterable<Buffer>): Side {
  return async (results) => {
    const database = await emptyCatalog(postgres, 'turn');
    for (const [index, result] of results.entries()) {
      await postgres.psql('postgres', 'CHECKPOINT');
      result.ours = await oursSec(database, index + 1, tape);
    }
    await dropped(postgres, 'turn');
  };
}

function floor(postgres: Postgres, format: 'text' | 'binary'): Side {
  return async (results) => {
    const database = await emptyCatalog(postgres, 'turn');
    for (const result of results) {
      await postgres.psql('postgres', 'CHECKPOINT');
      result[format] = await floorSec(postgres, database, format);
    }
    await dropped(postgres, 'turn');
  };
}

export async function emptyCatalog(postgres: Postgres, name: string): Promise<Database> {
  const database = await postgres.createDatabase(name);
  await (await open(database))[Symbol.asyncDispose]();
  await postgres.psql('postgres', 'CHECKPOINT');
  return database;
}

export const dropped = (postgres: Postgres, name: string): Promise<string> =>
  postgres.psql('postgres', `DROP DATABASE ${name} WITH (FORCE)`);
