/** Everything for a backup: a PostgreSQL, a genuine pair of daemons, a small tree, our Director. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { Directives } from './bacula-config.ts';
import {
  type FileDaemon,
  type GenuineVersion,
  type StorageDaemon,
  type StorageDaemonOptions,
  startFileDaemon,
  startStorageDaemon,
  type TlsKind,
} from './genuine.ts';
import { type OurDirector, type OurDirectorOptions, startOurDirector } from './our-director.ts';
import type { Postgres } from './postgres.ts';
import { pseudoRandomBytes } from './pseudo-random.ts';
import { makeTempDir } from './temp-dir.ts';

export interface StageOptions
  extends Pick<Partial<OurDirectorOptions>, 'edit' | 'start' | 'directives' | 'outageLimitMs' | 'clientDirectives'> {
  readonly version: GenuineVersion;
  readonly poolDirectives?: Directives;
  readonly jobDirectives?: Directives;
  readonly storageDirectives?: Directives;
  readonly storage?: Partial<StorageDaemonOptions>;
  /** Bytes of each file of the tree; what cannot be compressed, and differs from file to file. */
  readonly files?: readonly number[];
  readonly extra?: string;
  /** Default: what the release does by itself. */
  readonly tls?: TlsKind;
}

export interface Stage {
  readonly director: OurDirector;
  readonly client: FileDaemon;
  readonly storage: StorageDaemon;
  readonly tree: string;
}

let databases = 0;

/** Taken down when the test ends. */
export async function setStage(t: ExecutionContext, postgres: Postgres, options: StageOptions): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const { version, files = [20_000, 5_000], storage: storageOptions, tls, ...config } = options;
  const choice = tls === undefined ? { version } : { version, tls };
  const dir = stack.use(await makeTempDir('stage'));
  const tree = join(dir.path, 'tree');
  await mkdir(tree);
  await Promise.all(files.map((bytes, i) => writeFile(join(tree, `file-${i}`), pseudoRandomBytes(bytes, i + 1))));
  const client = stack.use(await startFileDaemon(choice));
  const storage = stack.use(await startStorageDaemon({ ...choice, ...storageOptions }));
  const catalog = await postgres.createDatabase(`stage${++databases}`);
  const director = stack.use(
    await startOurDirector({
      catalog,
      fileDaemons: [client],
      storageDaemons: [storage],
      fileSets: [{ files: [tree], options: { Signature: 'MD5' } }],
      ...config,
    }),
  );
  const kept = stack.move();
  t.teardown(() => kept.disposeAsync());
  return { director, client, storage, tree };
}
