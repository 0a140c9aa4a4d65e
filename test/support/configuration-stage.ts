/** Nodes with folders of their own on one machine, and a store in memory: everything of a replicated configuration but SSH. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { duplexPair } from 'node:stream';
import { systemClock } from '../../src/core/index.ts';
import { MemoryDcs } from '../../src/ha/index.ts';
import {
  type Applied,
  type ApplyOptions,
  applyRelease,
  type ConfigurationNode,
  FrameChannel,
  gatherRelease,
  LocalNode,
  type LocalNodeOptions,
  type Release,
  RemoteNode,
  readCommits,
  serveNode,
} from '../../src/replication/index.ts';
import { makeTempDir } from './temp-dir.ts';

/** A whole bacula-dir.conf; `more` stands behind it. */
export const directorFile = (more = '', password = 'first secret'): string => `Director {
  Name = backup-dir
  Password = "${password}"
  Query File = /etc/bacula/query.sql
  Working Directory = /var/lib/bacula
  Pid Directory = /run/bacula
  Messages = Standard
}
Messages { Name = Standard; Console = all }
Catalog { Name = Catalog; DB Name = bacula; DB Password = "catalog secret" }
Client { Name = client-fd; Address = localhost; Password = "client secret"; Catalog = Catalog }
Storage { Name = File; Address = localhost; Password = "storage secret"; Device = dev; Media Type = File }
Pool { Name = Default; Pool Type = Backup }
FileSet { Name = Tree }
Job { Name = Backup; Type = Backup; Client = client-fd; FileSet = Tree; Storage = File; Pool = Default; Messages = Standard }
${more}`;

export interface StageNode {
  readonly name: string;
  /** Of bacula-dir.conf. */
  readonly etc: string;
  readonly mainFile: string;
  readonly releases: string;
  readonly local: LocalNode;
  /** What its Director was told. */
  reloads: number;
}

export interface ConfigurationStage extends AsyncDisposable {
  readonly path: string;
  readonly nodes: readonly [StageNode, StageNode, StageNode];
  readonly store: MemoryDcs;
  /** A file below the folder of a node's bacula-dir.conf. */
  write(node: StageNode, place: string, text: string | Buffer, mode?: number): Promise<void>;
  gather(node: StageNode, files?: readonly string[]): Promise<Release>;
  apply(release: Release, nodes: readonly ConfigurationNode[], options?: Partial<ApplyOptions>): Promise<Applied>;
}

export async function openConfigurationStage(): Promise<ConfigurationStage> {
  const dir = await makeTempDir('configuration');
  const store = new MemoryDcs(systemClock);
  const nodes = (await Promise.all(
    ['n1', 'n2', 'n3'].map((name) => makeNode(join(dir.path, name), name)),
  )) as unknown as [StageNode, StageNode, StageNode];
  return {
    ...{ path: dir.path, nodes, store },
    async write({ etc }, place, text, mode = 0o640) {
      const path = Buffer.concat([Buffer.from(`${etc}/`), Buffer.from(place, 'latin1')]);
      await mkdir(dirname(path.toString('latin1')), { recursive: true });
      await writeFile(path, typeof text === 'string' ? Buffer.from(text, 'latin1') : text, { mode });
    },
    gather: ({ mainFile }, files = []) => gatherRelease({ mainFile, files }),
    async apply(release, on, options = {}) {
      return applyRelease({
        ...{
          store,
          clock: systemClock,
          release,
          old: undefined,
          nodes: on,
          daemons: [],
          seen: await readCommits(store),
        },
        ...{
          known: () => new Set<string>(),
          by: 'test',
          why: '',
          keep: 10,
          overwrite: new Set<string>(),
          tell: () => {},
        },
        ...options,
      });
    },
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

async function makeNode(path: string, name: string): Promise<StageNode> {
  const [etc, releases] = [join(path, 'etc'), join(path, 'releases')];
  await mkdir(etc, { recursive: true });
  const node = { name, etc, releases, mainFile: join(etc, 'bacula-dir.conf'), reloads: 0 };
  const local = makeLocalNode({ name, directory: releases, mainFile: node.mainFile }, () => {
    made.reloads += 1;
  });
  const made: StageNode = Object.assign(node, { local });
  return made;
}

export const makeLocalNode = (
  options: Pick<LocalNodeOptions, 'name' | 'directory' | 'mainFile'>,
  reloaded: () => void = () => {},
): LocalNode =>
  new LocalNode({
    ...options,
    ...{ version: '0', files: [], clock: systemClock },
    async reload() {
      reloaded();
      return { kind: 'reloaded' };
    },
  });

/** The same node at the end of a wire without SSH; `cutAfter` bytes from here the wire breaks. */
export function wired(node: ConfigurationNode, options: { cutAfter?: number; silenceMs?: number } = {}): RemoteNode {
  const { cutAfter = Number.POSITIVE_INFINITY, silenceMs = 60_000 } = options;
  return new RemoteNode({
    name: node.name,
    silenceMs,
    async dial() {
      const [near, far] = duplexPair();
      let sent = 0;
      const write = near.write.bind(near) as (chunk: Buffer, done?: () => void) => boolean;
      near.write = ((chunk: Buffer, done?: () => void) => {
        sent += chunk.length;
        if (sent <= cutAfter) return write(chunk, done);
        far.destroy();
        near.destroy();
        return false;
      }) as typeof near.write;
      const serving = serveNode(new FrameChannel(far, { peer: 'caller', silenceMs }), node)
        .catch(() => {})
        .finally(() => far.end());
      return {
        stream: near,
        complaint: () => '',
        async [Symbol.asyncDispose]() {
          near.destroy();
          far.destroy();
          await serving;
        },
      };
    },
  });
}
