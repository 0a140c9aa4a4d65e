/** The rows that a backup leaves behind: ours and the genuine Director's, column by column. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { BACKUP_JOB } from '../support/director-config.ts';
import { runConsole, startDirector, startFileDaemon, startStorageDaemon } from '../support/genuine.ts';
import { startOurDirector } from '../support/our-director.ts';
import { type Database, type Postgres, startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const VERSION = '15.0.3';
const TABLES = {
  pool: 'poolid',
  media: 'mediaid',
  jobmedia: 'jobmediaid',
  storage: 'storageid',
  mediatype: 'mediatypeid',
};
/** Measured, not decided. */
const MEASURED = ['volwritetime', 'volreadtime', 'volbytes', 'endblock', 'startblock', 'lastpartbytes'];

test('Pool, Media, JobMedia, Storage and MediaType rows are those of the genuine Director', async (t) => {
  await using postgres = await startPostgres();
  await using dir = await makeTempDir('rows');
  const tree = join(dir.path, 'tree');
  await mkdir(tree);
  await writeFile(join(tree, 'big'), pseudoRandomBytes(3_000_000, 1));
  const options = async (catalog: Database) => ({
    catalog,
    fileDaemons: [await startFileDaemon({ version: VERSION })],
    storageDaemons: [await startStorageDaemon({ version: VERSION })],
    fileSets: [{ files: [tree] }],
    poolDirectives: {
      'Maximum Volume Bytes': 1_200_000,
      'Volume Use Duration': '1 day',
      'Action On Purge': 'Truncate',
    },
    extra:
      'Pool { Name = Scratch\n Pool Type = Scratch\n}\nPool { Name = Spare\n Pool Type = Backup\n Recycle Pool = Scratch\n Scratch Pool = Scratch\n Next Pool = Default\n Recycle = no\n}',
  });
  const theirs = await postgres.createGenuineCatalog(VERSION, 'theirs');
  const ours = await postgres.createDatabase('ours');
  await using stack = new AsyncDisposableStack();
  const [genuineOptions, ourOptions] = [await options(theirs), await options(ours)];
  for (const { fileDaemons, storageDaemons } of [genuineOptions, ourOptions]) {
    for (const daemon of [...fileDaemons, ...storageDaemons]) stack.use(daemon);
  }
  const genuine = stack.use(await startDirector({ ...genuineOptions, version: VERSION }));
  await runConsole(VERSION, genuine, [`run job=${BACKUP_JOB} yes`, 'wait', `run job=${BACKUP_JOB} yes`, 'wait']);
  const our = stack.use(await startOurDirector(ourOptions));
  for (const _ of [1, 2]) t.is((await our.runAndWait({ job: BACKUP_JOB })).status, 'T', await our.log());
  for (const [table, key] of Object.entries(TABLES)) {
    t.deepEqual(await rows(postgres, 'ours', table, key), await rows(postgres, 'theirs', table, key), table);
  }
});

type Row = Record<string, unknown>;

/** Times only as there or not there; the numbers that are measured likewise. */
async function rows(postgres: Postgres, database: string, table: string, key: string): Promise<Row[]> {
  const text = await postgres.psql(database, `SELECT row_to_json(t) FROM ${table} t ORDER BY ${key}`);
  const found = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row);
  return (
    found
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, settle(name, value)])))
      .toSorted((a, b) => String(a.name ?? '').localeCompare(String(b.name ?? '')))
      // A placeholder more or less draws a number more or less.
      .map(({ jobmediaid, poolid, recyclepoolid, scratchpoolid, nextpoolid, ...row }) =>
        table === 'pool' ? { ...row, links: [recyclepoolid, scratchpoolid, nextpoolid].map((id) => id !== 0) } : row,
      )
  );
}

function settle(name: string, value: unknown): unknown {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return 'a time';
  return MEASURED.includes(name) && typeof value === 'number' ? value > 0 : value;
}
