/** How all nodes and daemons stand to the committed release, each in one word and with what there is to see. */
import type { Commit } from './commit.ts';
import type { DaemonFileState, DaemonHost } from './daemon/daemon-host.ts';
import type { ConfigurationNode, NodeStatus } from './node/node.ts';
import { filesOf } from './node/working-copy.ts';
import type { Release } from './release/manifest.ts';

/** `uncommitted`: nothing was ever committed. `drift`: the Director is in step, files in their places are not. */
export type Standing = 'in step' | 'drift' | 'behind' | 'damaged' | 'unreachable' | 'uncommitted';

export interface NodeStanding {
  readonly name: string;
  readonly standing: Standing;
  readonly status: NodeStatus | undefined;
  readonly error: unknown;
}

export interface DaemonStanding {
  readonly name: string;
  readonly standing: DaemonFileState | 'unreachable' | 'uncommitted';
  readonly error: unknown;
}

export async function surveyNode(node: ConfigurationNode, committed: Commit | undefined): Promise<NodeStanding> {
  const { name } = node;
  try {
    const status = await node.status();
    return { name, standing: standingOf(status, committed), status, error: undefined };
  } catch (error) {
    return { name, standing: 'unreachable', status: undefined, error };
  }
}

export function standingOf({ current, damaged, drift }: NodeStatus, committed: Commit | undefined): Standing {
  if (committed === undefined) return 'uncommitted';
  if (current !== committed.digest) return 'behind';
  if (damaged !== undefined) return 'damaged';
  return drift.length > 0 ? 'drift' : 'in step';
}

export async function surveyDaemon(
  daemon: DaemonHost,
  release: Release | undefined,
  known: (place: string) => ReadonlySet<string>,
): Promise<DaemonStanding> {
  const { name, place } = daemon.file;
  const text = release && filesOf(release).find((candidate) => candidate.place === place);
  if (text === undefined) return { name, standing: 'uncommitted', error: undefined };
  try {
    return { name, standing: await daemon.state(text.sha256, known(place)), error: undefined };
  } catch (error) {
    return { name, standing: 'unreachable', error };
  }
}
