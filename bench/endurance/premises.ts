/** Whom the cluster serves: two Storages of ours with three drives each, a Client of ours and a genuine one, and what they save. */
import { join } from 'node:path';
import { resource } from '../../test/support/bacula-config.ts';
import type { DaemonsOfHosts } from '../../test/support/cluster-hosts/our-hosts.ts';
import { type StorageDaemon, startFileDaemon } from '../../test/support/genuine.ts';
import { startOurFileDaemon } from '../../test/support/our-file-daemon.ts';
import { startOurStorageDaemon } from '../../test/support/our-storage-daemon.ts';

export interface Lane {
  /** Of its Job, and of its FileSet. */
  readonly job: string;
  readonly client: 'ours-fd' | 'genuine-fd';
  readonly storage: 'disk-a' | 'disk-b';
  readonly spoolsAttributes: boolean;
  /** So many at once. */
  readonly atOnce: number;
}

export const LANES: readonly Lane[] = [
  { job: 'OursA', client: 'ours-fd', storage: 'disk-a', spoolsAttributes: false, atOnce: 1 },
  { job: 'OursB', client: 'ours-fd', storage: 'disk-b', spoolsAttributes: true, atOnce: 1 },
  { job: 'GenuineA', client: 'genuine-fd', storage: 'disk-a', spoolsAttributes: true, atOnce: 1 },
  { job: 'GenuineB', client: 'genuine-fd', storage: 'disk-b', spoolsAttributes: false, atOnce: 1 },
  { job: 'Burst', client: 'ours-fd', storage: 'disk-b', spoolsAttributes: false, atOnce: 3 },
];

/** So slow that a failover finds something in the middle; genuine Clients take the limit lightly. */
const BANDWIDTH = { 'ours-fd': '300 kb/s', 'genuine-fd': '50 kb/s' } as const;
/** A Job spans Volumes now and then. */
const VOLUME_BYTES = 8_000_000;
const EVERYWHERE = '0.0.0.0';

export const treeOf = (folder: string, { job }: Lane): string => join(folder, 'trees', job);

/** The daemons run on the machine itself: what befalls the nodes does not befall them. */
export function daemonsOf(folder: string): DaemonsOfHosts {
  return async (stack, gateway) => {
    const ours = stack.use(await startOurFileDaemon({ name: 'ours-fd', directives: { 'FD Address': EVERYWHERE } }));
    const genuine = stack.use(
      await startFileDaemon({ version: '15.0.3', name: 'genuine-fd', directives: { 'FD Address': EVERYWHERE } }),
    );
    const storages: StorageDaemon[] = [];
    for (const name of ['disk-a', 'disk-b']) {
      const devices = [0, 1, 2].map((drive) => ({ name: `${name}-${drive}`, mediaType: `File-${name}` }));
      const options = { name, devices, autochanger: `${name}-changer`, directives: { 'SD Address': EVERYWHERE } };
      storages.push(stack.use(await startOurStorageDaemon(options)));
    }
    return {
      config: {
        fileDaemons: [ours, genuine],
        storageDaemons: storages,
        fileSets: LANES.map((lane) => ({
          name: lane.job,
          files: [treeOf(folder, lane)],
          // A byte of a file is a byte of the Job: records of sparse files carry their place, too.
          options: { Signature: 'SHA1', Sparse: false },
        })),
        clientDirectives: { Address: gateway },
        storageDirectives: { Address: gateway },
        poolDirectives: { 'Maximum Volume Bytes': VOLUME_BYTES },
        extra: LANES.map(jobResource).join('\n'),
      },
      log: async () => (await Promise.all([ours, genuine, ...storages].map((daemon) => daemon.log()))).join('\n'),
    };
  };
}

const jobResource = ({ job, client, storage, spoolsAttributes }: Lane): string =>
  resource('Job', {
    ...{ Name: job, Type: 'Backup', Level: 'Incremental', Client: client, FileSet: job, Storage: storage },
    ...{ Pool: 'Default', Messages: 'Standard', 'Maximum Concurrent Jobs': 10, 'Spool Attributes': spoolsAttributes },
    'Maximum Bandwidth': BANDWIDTH[client],
  });
