/**
 * Everything that the combinations of one Director need: a PostgreSQL, that Director, each Storage and each Client, all
 * of them with the TLS that they agree on by themselves, and for each combination a Job and a FileSet of its own.
 */
import { join } from 'node:path';
import { type Directives, resource } from './bacula-config.ts';
import { makeAuthority } from './certificates.ts';
import { POOL } from './director-config.ts';
import { type FileDaemon, type StorageDaemon, startFileDaemon, startStorageDaemon } from './genuine.ts';
import type { TlsChoice } from './genuine-daemon.ts';
import { type Maker, type MatrixDirector, startMatrixDirector } from './matrix-director.ts';
import { startOurFileDaemon } from './our-file-daemon.ts';
import { startOurStorageDaemon } from './our-storage-daemon.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { makeTempDir } from './temp-dir.ts';

export interface Pair {
  readonly storage: Maker;
  readonly client: Maker;
  /** More options of the FileSet. */
  readonly options?: Directives;
}

export interface MatrixStageOptions {
  readonly director: Maker;
  readonly pairs: readonly Pair[];
  /** Left out: what each does by itself, which is TLS with the password for a key where both know it. */
  readonly tls?: 'certificate' | 'none';
  /** More directives of each Job. */
  readonly jobDirectives?: Directives;
  /** The Storage calls the Client, not the other way round. */
  readonly storageCalls?: boolean;
  readonly poolDirectives?: Directives;
}

export interface MatrixStage extends AsyncDisposable {
  readonly maker: Maker;
  readonly tls: MatrixStageOptions['tls'];
  readonly storageCalls: boolean;
  readonly director: MatrixDirector;
  readonly postgres: Postgres;
  readonly folder: string;
  storage(maker: Maker): StorageDaemon;
  client(maker: Maker): FileDaemon;
}

/** What a pair's Job and FileSet are called, and its source below the stage's folder. */
export const pairName = ({ storage, client }: Pair): string => `${plain(client)}-to-${plain(storage)}`;
const plain = (maker: Maker): string => (maker === 'ours' ? maker : `v${maker.replaceAll('.', '')}`);

export async function openMatrixStage(options: MatrixStageOptions): Promise<MatrixStage> {
  const { director: maker, pairs, tls, storageCalls = false } = options;
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await makeTempDir('matrix')).path;
  const postgres = stack.use(await startPostgres());
  const authority = tls === 'certificate' ? stack.use(await makeAuthority()) : undefined;
  const choice = { ...(tls && { tls }), ...(authority && { authority }) };
  const storages = await startEach(
    stack,
    pairs.map(({ storage }) => storage),
    (maker) => startStorage(maker, choice),
  );
  const clients = await startEach(
    stack,
    pairs.map(({ client }) => client),
    (maker) => startClient(maker, choice),
  );
  const director = stack.use(
    await startMatrixDirector(maker, postgres, {
      fileDaemons: [...clients.values()],
      storageDaemons: [...storages.values()],
      fileSets: pairs.map((pair) => fileSetOf(folder, pair)),
      ...(authority && { authority, certificate: await authority.issue('director') }),
      ...(options.poolDirectives && { poolDirectives: options.poolDirectives }),
      ...(storageCalls && { clientDirectives: { 'SD Calls Client': true } }),
      extra: pairs.map((pair) => jobOf(pair, options.jobDirectives)).join('\n'),
    }),
  );
  const kept = stack.move();
  return {
    maker,
    tls,
    storageCalls,
    director,
    postgres,
    folder,
    storage: (wanted) => there(storages, wanted),
    client: (wanted) => there(clients, wanted),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** One of each maker. */
async function startEach<Daemon extends AsyncDisposable>(
  stack: AsyncDisposableStack,
  makers: readonly Maker[],
  start: (maker: Maker) => Promise<Daemon>,
): Promise<ReadonlyMap<Maker, Daemon>> {
  const started = new Map<Maker, Daemon>();
  for (const maker of new Set(makers)) started.set(maker, stack.use(await start(maker)));
  return started;
}

/** Media types differ: what one has written is not asked of another. */
function startStorage(maker: Maker, choice: TlsChoice): Promise<StorageDaemon> {
  const devices = [{ name: 'Disk', mediaType: plain(maker) }];
  const options = { name: `${plain(maker)}-sd`, devices, ...choice };
  return maker === 'ours' ? startOurStorageDaemon(options) : startStorageDaemon({ ...options, version: maker });
}

function startClient(maker: Maker, choice: TlsChoice): Promise<FileDaemon> {
  const options = { name: `${plain(maker)}-fd`, ...choice };
  return maker === 'ours' ? startOurFileDaemon(options) : startFileDaemon({ ...options, version: maker });
}

const fileSetOf = (folder: string, { options, ...pair }: Pair) => ({
  name: pairName(pair),
  files: [join(folder, pairName(pair))],
  ...(options && { options }),
});

const jobOf = (pair: Pair, directives: Directives = {}): string =>
  resource('Job', {
    Name: pairName(pair),
    Type: 'Backup',
    Level: 'Full',
    Client: `${plain(pair.client)}-fd`,
    Storage: `${plain(pair.storage)}-sd`,
    FileSet: pairName(pair),
    Pool: POOL,
    Messages: 'Standard',
    'Maximum Concurrent Jobs': 10,
    ...directives,
  });

function there<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const found = map.get(key);
  if (found === undefined) throw new Error(`This stage has no ${key}`);
  return found;
}
