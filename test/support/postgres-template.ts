/**
 * What initdb makes, once for all tests: a cluster that nobody has started, from which each test copies its own. It is
 * kept beside the genuine programs, one for each PostgreSQL and each set of options.
 */
import { createHash } from 'node:crypto';
import { access, chown, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';

const FOLDER = fileURLToPath(new URL('../../.cache/postgres', import.meta.url));

export interface Owner {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** A copy of the cluster at `data`, which must not be there. `owner`: whom it is to belong to, where not to us. */
export async function copyCluster(bin: string, options: readonly string[], data: string, owner?: Owner): Promise<void> {
  const template = await clusterOf(bin, options, owner);
  await run(['cp', '-a', '--reflink=auto', template, data]);
}

/** Made where it is missing. Of two who make it at once the first one's stays. */
async function clusterOf(bin: string, options: readonly string[], owner: Owner | undefined): Promise<string> {
  const { stdout: version } = await run([join(bin, 'initdb'), '--version']);
  const kind = createHash('sha256')
    .update(JSON.stringify([version, options, owner]))
    .digest('hex')
    .slice(0, 16);
  const cluster = join(FOLDER, kind);
  const isThere = () =>
    access(join(cluster, 'PG_VERSION')).then(
      () => true,
      () => false,
    );
  if (await isThere()) return cluster;
  // Made where its owner may go: our folder may be closed to him.
  await using dir = await makeTempDir('initdb');
  if (owner) await chown(dir.path, owner.uid, owner.gid);
  const made = join(dir.path, 'data');
  await run([join(bin, 'initdb'), '-D', made, ...options], { user: owner?.name, cwd: dir.path });
  await mkdir(FOLDER, { recursive: true });
  const coming = await mkdtemp(join(FOLDER, 'coming-'));
  try {
    await run(['cp', '-a', made, join(coming, 'data')]);
    await rename(join(coming, 'data'), cluster).catch(async (error) => {
      if (!(await isThere())) throw error;
    });
  } finally {
    await rm(coming, { recursive: true, force: true });
  }
  return cluster;
}
