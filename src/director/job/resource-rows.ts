/**
 * The Catalog rows that stand for resources, remembered for as long as a configuration is in force, so that a Job does
 * not ask for them again: Pools and Storages from the start, Clients and FileSets from their first use (06 §4.1).
 */
import {
  type Catalog,
  findOrCreateClient,
  findOrCreateFileSet,
  newestFileSet,
  recordClientAnswer,
} from '../../catalog/index.ts';
import { type ClientResource, type DirectorConfig, type FileSetResource, fileSetDigest } from '../../config/index.ts';
import type { ByteString, Clock } from '../../core/index.ts';
import type { ClientIdentity } from '../../protocol/index.ts';
import { type PoolIds, registerCounters, registerPools, registerStorages, type StorageIds } from '../volumes/index.ts';

export interface FileSetFacts {
  readonly fileSetId: number;
  readonly md5: ByteString;
  readonly createTime: Date;
}

export interface ResourceRows {
  readonly pools: PoolIds;
  readonly storages: StorageIds;
  /** `asked`: the Catalog with the patience of whoever waits for the answer. */
  clientId(client: ClientResource, asked?: Catalog): Promise<number>;
  /** What the Client answered; written where it differs from what was written last. */
  clientAnswered(client: ClientResource, identity: ClientIdentity): Promise<void>;
  fileSet(fileSet: FileSetResource): Promise<FileSetFacts>;
}

export async function registerResources(catalog: Catalog, config: DirectorConfig, clock: Clock): Promise<ResourceRows> {
  const pools = await registerPools(catalog, config.pools.values());
  const storages = await registerStorages(catalog, config.storages.values());
  await registerCounters(catalog, config.counters.values());
  const clients = new Map<ByteString, Promise<number>>();
  const answers = new Map<ByteString, ByteString>();
  const fileSets = new Map<ByteString, Promise<FileSetFacts>>();
  const clientId = (client: ClientResource, asked = catalog) =>
    remember(clients, client.name, async () => (await asked.one(findOrCreateClient(client))).clientId);
  return {
    pools,
    storages,
    clientId,
    fileSet: (fileSet) => remember(fileSets, fileSet.name, () => fileSetFacts(catalog, fileSet, clock)),
    clientAnswered: async (client, { uname, plugins }) => {
      const answer = `${uname};${plugins}`;
      if (answers.get(client.name) === answer) return;
      await catalog.execute(recordClientAnswer(await clientId(client), uname, plugins));
      answers.set(client.name, answer);
    },
  };
}

/** A failure is not remembered. */
function remember<T>(known: Map<string, Promise<T>>, name: string, find: () => Promise<T>): Promise<T> {
  const before = known.get(name);
  if (before !== undefined) return before;
  const found = find();
  known.set(name, found);
  found.catch(() => known.delete(name));
  return found;
}

async function fileSetFacts(catalog: Catalog, fileSet: FileSetResource, clock: Clock): Promise<FileSetFacts> {
  const md5 = fileSetDigest(fileSet);
  const { name } = fileSet;
  const newest = fileSet.ignoreFileSetChanges ? await catalog.find(newestFileSet(name)) : undefined;
  return { ...(newest ?? (await findOrCreateFileSet(catalog, { name, md5, now: clock.now() }))), md5 };
}
