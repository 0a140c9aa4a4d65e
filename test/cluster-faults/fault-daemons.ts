/** One Client and one Storage of ours on a host of their own, and what the Job of the stories saves. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServedDaemons } from '../support/cluster-hosts/our-hosts.ts';
import type { TestHost } from '../support/hosts.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import type { Ground } from './story.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));
const FILES = 40;
const FILE_BYTES = 50_000;
/** So that a Job outlives most blows, and a node that joins. */
const bandwidthOn = (ground: Ground): string =>
  ground === 'spare' || ground === 'asynchronous' ? '80 kb/s' : '300 kb/s';

export async function makeTree() {
  const tree = await makeTempDir('tree');
  await chmod(tree.path, 0o755);
  const write = (at: number) => writeFile(join(tree.path, `file-${at}`), pseudoRandomBytes(FILE_BYTES, at + 1));
  await Promise.all(Array.from({ length: FILES }, (_, at) => write(at)));
  return tree;
}

export async function startDaemons(
  stack: AsyncDisposableStack,
  host: TestHost | undefined,
  tree: string,
  ground: Ground,
): Promise<ServedDaemons> {
  if (host === undefined) throw new Error('The daemons have no host');
  const here = (...command: readonly string[]) => host.command([PROGRAM, ...command]);
  const client = stack.use(await startOurFileDaemon({ directives: { 'FD Address': host.address } }, here('client')));
  const storage = stack.use(
    await startOurStorageDaemon({ directives: { 'SD Address': host.address } }, here('storage')),
  );
  return {
    config: {
      ...{ fileDaemons: [client], storageDaemons: [storage], fileSets: [{ files: [tree] }] },
      clientDirectives: { Address: host.address },
      storageDirectives: { Address: host.address },
      jobDirectives: { 'Maximum Bandwidth': bandwidthOn(ground) },
    },
    log: async () => `${await client.log()}\n${await storage.log()}`,
  };
}
