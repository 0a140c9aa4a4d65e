/**
 * A node's copy of the shared configuration: follows the pointer in the store, and says whether this node may begin to lead. A
 * node without a Replication resource has its own files, and always may.
 */
import type { UnderstudyConfig } from '../../config/index.ts';
import { disposable } from '../../core/index.ts';
import { ConfigurationFollower } from '../../replication/index.ts';
import { replicationOf } from '../config/open-replication.ts';
import type { Environment } from '../connection/address.ts';
import type { NodeTools } from './node-tools.ts';

export interface ConfigurationPart extends AsyncDisposable {
  /** Cheap: asked before each candidacy. Who leads already goes on. */
  mayLead(): boolean;
}

export interface SharedFiles {
  readonly own: UnderstudyConfig;
  /** The Director's, in its place. */
  readonly mainFile: string;
  readonly environment: Environment;
}

export function openConfigurationPart(
  tools: NodeTools,
  { own, mainFile, environment }: SharedFiles,
): ConfigurationPart {
  if (own.replication === undefined) return { mayLead: () => true, ...disposable(() => {}) };
  const { store, dcs, clock, logger, parts } = tools;
  const replication = replicationOf(own, mainFile, environment);
  const { local, peers, resource } = replication;
  const follower = new ConfigurationFollower({
    ...{ store: dcs, local, peers, clock, logger, keep: resource.keepReleases },
    changed: () => parts.director?.poke(),
  });
  const listening = store.listen((snapshot) => follower.take(snapshot));
  if (store.snapshot !== undefined) follower.take(store.snapshot);
  return {
    mayLead: () => store.snapshot !== undefined && follower.mayLead(store.snapshot),
    ...disposable(async () => {
      listening[Symbol.dispose]();
      await follower[Symbol.asyncDispose]();
      await replication[Symbol.asyncDispose]();
    }),
  };
}
