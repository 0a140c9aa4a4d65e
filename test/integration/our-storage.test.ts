/**
 * Our Storage Daemon among genuine daemons and ours: each pair of a Director and a Client saves the special tree, changes
 * it, saves what changed, and brings all of it back; the genuine bls reads the Volume.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { makeAuthority } from '../support/certificates.ts';
import { compareTrees, genuineLosses } from '../support/compare-tree.ts';
import { type DirectorConfigOptions, restoreWhere } from '../support/director-config.ts';
import {
  bls,
  type GenuineVersion,
  runConsole,
  type StorageDaemon,
  startDirector,
  startFileDaemon,
  type TlsKind,
} from '../support/genuine.ts';
import { changeTree } from '../support/many-files.ts';
import { startOurDirector } from '../support/our-director.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { restoreWell } from '../support/restoring.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { makeSpecialTree } from '../support/tree.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

interface Row {
  readonly director: 'ours' | GenuineVersion;
  readonly client: GenuineVersion;
  readonly tls: TlsKind;
  readonly directives?: Partial<DirectorConfigOptions>;
}

const ROWS: readonly Row[] = [
  { director: 'ours', client: '15.0.3', tls: 'psk' },
  { director: 'ours', client: '9.6.7', tls: 'certificate' },
  { director: '15.0.3', client: '15.0.3', tls: 'certificate' },
  { director: '15.0.3', client: '15.0.3', tls: 'psk', directives: { jobDirectives: { 'Spool Attributes': false } } },
  { director: '9.6.7', client: '9.6.7', tls: 'none', directives: { clientDirectives: { 'SD Calls Client': true } } },
];

/** A Director, whoever made it. */
interface Played extends AsyncDisposable {
  backUp(level: 'Full' | 'Incremental'): Promise<void>;
  /** All that there is, below the folder that it returns. */
  restore(): Promise<string>;
  /** What an operator types. */
  console?(commands: readonly string[]): Promise<string>;
  log(): Promise<string>;
}

async function playOurs(
  t: ExecutionContext,
  options: Omit<DirectorConfigOptions, 'port' | 'workingDirectory'>,
  name: string,
): Promise<Played> {
  const director = await startOurDirector({ ...options, catalog: await postgres.createDatabase(name) });
  const where = restoreWhere(director.workingDirectory);
  return {
    backUp: async (level) => {
      const { status } = await director.runAndWait({ job: 'Backup', level: level === 'Full' ? 'F' : 'I' });
      if (status !== 'T') t.log(await director.log());
      t.is(status, 'T', level);
    },
    restore: async () => {
      await restoreWell(t, director, { from: { kind: 'point-in-time', client: 'test-fd' }, where });
      return where;
    },
    log: director.log,
    [Symbol.asyncDispose]: () => director[Symbol.asyncDispose](),
  };
}

async function playGenuine(
  t: ExecutionContext,
  version: GenuineVersion,
  options: Omit<DirectorConfigOptions, 'port' | 'workingDirectory'>,
  name: string,
): Promise<Played> {
  const catalog = await postgres.createGenuineCatalog(version, name);
  const director = await startDirector({ ...options, version, catalog });
  const console = (commands: readonly string[]) => runConsole(version, director, commands, { timeoutMs: 300_000 });
  const ends = (said: string, how: RegExp): void => {
    if (!how.test(said)) t.log(said);
    t.regex(said, how);
  };
  return {
    console,
    backUp: async (level) => {
      ends(await console([`run job=Backup level=${level} yes`, 'wait', 'messages']), /Termination: +Backup OK\n/);
    },
    restore: async () => {
      const said = await console(['restore client=test-fd select all done yes', 'wait', 'messages']);
      ends(said, /Termination: +Restore OK\n/);
      return restoreWhere(director.workingDirectory);
    },
    log: director.log,
    [Symbol.asyncDispose]: () => director[Symbol.asyncDispose](),
  };
}

/** What the genuine tool finds on the Volumes. */
async function readByBls(storage: StorageDaemon): Promise<string> {
  const { stdout } = await bls(storage, { volumes: (await readdir(storage.volumeDirectory)).sort(), args: ['-v'] });
  return stdout;
}

for (const [index, { director, client, tls, directives }] of ROWS.entries()) {
  const whose = director === 'ours' ? 'our Director' : `a genuine Director ${director}`;
  test(`${whose} saves and restores through our Storage Daemon with a Client ${client}, TLS ${tls}${directives ? ` (${index})` : ''}`, async (t) => {
    await using dir = await makeTempDir('our-storage');
    await using authority = await makeAuthority();
    const source = join(dir.path, 'source');
    await makeSpecialTree(source, { large: false });
    await using fileDaemon = await startFileDaemon({ version: client, tls, authority });
    await using storage = await startOurStorageDaemon({ version: client, tls, authority });
    const options = {
      fileDaemons: [fileDaemon],
      storageDaemons: [storage],
      fileSets: [{ files: [source] }],
      authority,
      certificate: await authority.issue('director'),
      ...directives,
      jobDirectives: { Accurate: true, ...directives?.jobDirectives },
    };
    const play =
      director === 'ours' ? playOurs(t, options, `row${index}`) : playGenuine(t, director, options, `row${index}`);
    await using played = await play;

    await played.backUp('Full');
    await sleep(1100); // the Catalog's times are whole seconds
    await changeTree(source, 1);
    await played.backUp('Incremental');
    const where = await played.restore();
    const differences = await compareTrees(source, join(where, source), genuineLosses(client));
    if (differences.length > 0) t.log(await played.log(), await storage.log());
    t.deepEqual(differences, []);
    const found = await readByBls(storage);
    t.regex(found, /regular\/text/);
    t.notRegex(found, /Error:|corrupt|mismatch/);
  });
}
