/** What the parts of `understudy config` work with: this node, the others, the daemons' hosts, and the store of the cluster. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import {
  ConfigurationError,
  loadUnderstudyConfig,
  type ReplicationResource,
  type UnderstudyConfig,
} from '../../config/index.ts';
import { displayText, systemClock } from '../../core/index.ts';
import {
  type DaemonHost,
  LocalNode,
  openDaemonHost,
  openPeer,
  type RemoteNode,
  type SshSettings,
  UnreplicatedError,
} from '../../replication/index.ts';
import type { Environment } from '../connection/address.ts';
import { nodeFileFor } from '../director/configuration.ts';
import { reloadDirector } from './reload-director.ts';

export interface ReplicationFiles {
  /** The Director's, in its place. */
  readonly mainFile: string;
  readonly nodeFile: string | undefined;
}

export interface Replication extends AsyncDisposable {
  readonly name: string;
  readonly resource: ReplicationResource;
  readonly own: UnderstudyConfig;
  readonly mainFile: string;
  readonly local: LocalNode;
  readonly peers: readonly RemoteNode[];
  readonly daemons: readonly DaemonHost[];
  /** What belongs to a release besides what the Director's file includes. */
  readonly files: readonly string[];
}

/** @throws ConfigurationError, UnreplicatedError */
export async function openReplication(
  { mainFile, nodeFile }: ReplicationFiles,
  environment: Environment,
): Promise<Replication> {
  const ownFile = nodeFileFor(mainFile, nodeFile);
  const { config: own, problems } = await loadUnderstudyConfig(ownFile);
  if (own === undefined) throw new ConfigurationError(ownFile, problems);
  return replicationOf(own, mainFile, environment);
}

/** The same where understudy.conf was read already, as a node's own process has. @throws UnreplicatedError */
export function replicationOf(own: UnderstudyConfig, mainFile: string, environment: Environment): Replication {
  const resource = own.replication;
  if (resource === undefined) throw new UnreplicatedError('Replication');
  const name = displayText(own.node?.name ?? hostname());
  const settings: SshSettings = { replication: resource, agentSocket: environment.SSH_AUTH_SOCK };
  const daemonFiles = [...own.daemonFiles.values()];
  const files = [...new Set([...resource.files, ...daemonFiles.map(({ source }) => source)])];
  const local = new LocalNode({
    ...{ name, version: version(), directory: resource.directory, mainFile, files, clock: systemClock },
    reload: () => reloadDirector(own, mainFile),
  });
  // The list may be the same on all nodes.
  const others = [...own.peers.values()].filter((peer) => displayText(peer.name) !== name);
  const peers = others.map((peer) => openPeer(peer, settings));
  return {
    ...{ name, resource, own, mainFile, local, peers, files },
    daemons: daemonFiles.map((daemon) => openDaemonHost(daemon, settings, mainFile)),
    [Symbol.asyncDispose]: async () => void (await Promise.allSettled(peers.map((peer) => peer.hangUp()))),
  };
}

export const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
