/**
 * A release becomes the one that counts, on all nodes or on none: staged everywhere, read by every node with its own program,
 * committed by one transaction, and only then switched. What fails before the commit leaves every node as it was; what fails
 * behind it is finished by the node itself, later.
 */
import type { Clock } from '../../core/index.ts';
import { describeError } from '../../core/index.ts';
import {
  type Commit,
  commit,
  committedOrRefuse,
  digestsKept,
  lastNumberIn,
  type PointerSnapshot,
  type PointerStore,
} from './commit.ts';
import type { DaemonHost } from './daemon/daemon-host.ts';
import { changesBetween } from './diff/changes.ts';
import { NodesNotReadyError } from './errors.ts';
import type { ConfigurationNode, Switched } from './node/node.ts';
import { contentOf, filesOf } from './node/working-copy.ts';
import type { Release } from './release/manifest.ts';

export interface ApplyOptions {
  readonly store: PointerStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly release: Release;
  /** The one that counts now, where this node has it: for the list of changes, and to tell drift from what is behind. */
  readonly old: Release | undefined;
  /** This one first. */
  readonly nodes: readonly ConfigurationNode[];
  readonly daemons: readonly DaemonHost[];
  /** sha256 of what earlier releases had at a place. */
  readonly known: (place: string) => ReadonlySet<string>;
  /** What counted when the operator looked: somebody else's commit since then is not overruled. */
  readonly seen: PointerSnapshot;
  readonly by: string;
  readonly why: string;
  /** Commits that stay in the history. */
  readonly keep: number;
  /** Names whose files are replaced although somebody changed them there. */
  readonly overwrite: ReadonlySet<string>;
  /** Who does what at the moment. */
  readonly tell: (progress: Progress) => void;
}

export type Step = 'staging' | 'checking' | 'ready' | 'switching' | 'done' | 'failed';

export interface Progress {
  readonly who: string;
  readonly step: Step;
}

/** What became of one node or daemon behind the commit. */
export type Outcome =
  | { readonly who: string; readonly kind: 'node'; readonly switched: Switched }
  | { readonly who: string; readonly kind: 'daemon' }
  | { readonly who: string; readonly kind: 'failed'; readonly error: unknown };

export interface Applied {
  readonly commit: Commit;
  /** False: it counted already, and only who lagged behind was brought to it. */
  readonly isNew: boolean;
  readonly outcomes: readonly Outcome[];
}

/** @throws NodesNotReadyError, CommitLostError: nothing has changed; CommitUnknownError */
export async function applyRelease(options: ApplyOptions): Promise<Applied> {
  const { store, clock, release, seen, by, why, keep, old } = options;
  const before = committedOrRefuse(seen);
  const daemons = await prepare(options);
  try {
    const isNew = before?.digest !== release.digest;
    const changes = changesBetween(old, release);
    const next = { digest: release.digest, by, why, changes };
    const made = isNew ? await commit(store, clock, { seen, next, keep }) : (before as Commit);
    return { commit: made, isNew, outcomes: await switchAll(options, made, daemons) };
  } catch (error) {
    await Promise.allSettled(daemons.map((daemon) => daemon.discard()));
    throw error;
  }
}

/** Everybody has it and can read it. Resolves to the daemons whose file is to be put in its place. */
async function prepare(options: ApplyOptions): Promise<readonly DaemonHost[]> {
  const { nodes, daemons, tell } = options;
  const failures: string[] = [];
  const causes: unknown[] = [];
  const attempt = async <T>(who: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      const result = await work();
      tell({ who, step: 'ready' });
      return result;
    } catch (error) {
      tell({ who, step: 'failed' });
      failures.push(`${who}: ${describeError(error)}`);
      causes.push(error);
      return undefined;
    }
  };
  const [, staged] = await Promise.all([
    Promise.all(nodes.map((node) => attempt(node.name, () => prepareNode(node, options)))),
    Promise.all(daemons.map((daemon) => attempt(daemon.file.name, () => prepareDaemon(daemon, options)))),
  ]);
  const toActivate = daemons.filter((_daemon, index) => staged[index] === true);
  if (failures.length === 0) return toActivate;
  await Promise.allSettled(toActivate.map((daemon) => daemon.discard()));
  throw new NodesNotReadyError(failures.sort(), { cause: new AggregateError(causes) });
}

async function prepareNode(node: ConfigurationNode, { release, seen, tell }: ApplyOptions): Promise<void> {
  tell({ who: node.name, step: 'staging' });
  await node.stage(release, lastNumberIn(seen));
  tell({ who: node.name, step: 'checking' });
  const { usable, problems } = await node.check(release.digest);
  if (!usable) throw new Error(`its Understudy cannot use it:\n${problems.join('\n')}`);
}

/** False: it has this file already. */
async function prepareDaemon(daemon: DaemonHost, options: ApplyOptions): Promise<boolean> {
  const { release, known, overwrite, tell } = options;
  const { name, place, file } = daemon.file;
  const text = filesOf(release).find((candidate) => candidate.place === place);
  if (text === undefined) throw new Error('the release has no file for it: its Source is none of the shared files');
  tell({ who: name, step: 'checking' });
  const state = await daemon.state(text.sha256, known(place));
  if (state === 'same') return false;
  if (state === 'foreign' && !overwrite.has(name)) {
    throw new Error(`${file} there is none that we brought: compare it with Source, then say --overwrite ${name}`);
  }
  tell({ who: name, step: 'staging' });
  await daemon.stage(contentOf(release, text));
  return true;
}

function switchAll(
  { nodes, overwrite, tell, seen, keep }: ApplyOptions,
  made: Commit,
  daemons: readonly DaemonHost[],
): Promise<readonly Outcome[]> {
  const kept = [made.digest, ...digestsKept(seen, keep - 1)];
  const attempt = async (who: string, work: () => Promise<Outcome>): Promise<Outcome> => {
    tell({ who, step: 'switching' });
    try {
      const outcome = await work();
      tell({ who, step: 'done' });
      return outcome;
    } catch (error) {
      tell({ who, step: 'failed' });
      return { who, kind: 'failed', error };
    }
  };
  return Promise.all([
    ...nodes.map((node) =>
      attempt(node.name, async () => {
        const switched = await node.switchTo(made, { overwrite: overwrite.has(node.name), keep: kept });
        return { who: node.name, kind: 'node', switched };
      }),
    ),
    ...daemons.map((daemon) =>
      attempt(daemon.file.name, async () => {
        await daemon.activate();
        return { who: daemon.file.name, kind: 'daemon' };
      }),
    ),
  ]);
}
