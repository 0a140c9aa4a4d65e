/**
 * A node's Catalog: its PostgreSQL, and the agent that keeps it where the cluster wants it; or one that somebody else looks
 * after, and that is followed; or a word that it has none.
 */
import { describeError, displayText, disposable } from '../../core/index.ts';
import { BareMember, BEHIND, CatalogAgent, CatalogFollower, followedIn } from '../../ha/index.ts';
import { FollowedCatalog, type ManagedPostgres, openManagedPostgres } from '../../replication/index.ts';
import { peerAddress } from './failsafe-part.ts';
import { guideOf } from './followed-guide.ts';
import type { FollowedPlan } from './followed-plan.ts';
import { DESIGNATED_MS, type NodeTools, PATIENCE_MS } from './node-tools.ts';
import type { PostgresPlan } from './plan.ts';
import { IN_THE_CLEAR, renewTls } from './renew-tls.ts';

/** A checkpoint and the last of the WAL; who is slower than this is stopped at once. */
const CLEAN_STOP_MS = 10_000;

export async function openCatalogPart(tools: NodeTools, signal: AbortSignal): Promise<AsyncDisposable> {
  const { plan, parts } = tools;
  const directorRole = directorRoleOf(tools);
  if (plan.followed !== undefined) return followCatalog(tools, plan.followed);
  if (plan.postgres === undefined) {
    const { name, address: host } = plan.node;
    return new BareMember({ ...tools, name, host, directorRole, ...peerAddress(tools) });
  }
  const instance = await openInstance(tools, plan.postgres);
  signal.throwIfAborted();
  const { cluster, node } = plan;
  const agent = new CatalogAgent({
    ...tools,
    member: {
      name: node.name,
      host: node.address,
      port: node.catalogPort,
      priority: node.priority,
      tags: node.tags.map(displayText),
      ...peerAddress(tools),
    },
    ...{ instance, directorRole, directorSinceMs: () => parts.director?.sinceMs },
    letGo: async () => parts.surroundings?.letGo('catalog'),
    limits: { lagBytesMax: BigInt(cluster.maximumLagBytes), patienceMs: PATIENCE_MS, designatedMs: DESIGNATED_MS },
    ...(cluster.synchronousStandbys > 0 && { synchronousCount: cluster.synchronousStandbys }),
  });
  parts.catalog = agent;
  const renewing = renewTls(instance, tools);
  return disposable(async () => {
    await renewing[Symbol.asyncDispose]();
    await agent[Symbol.asyncDispose]();
    await stop(instance, tools);
  });
}

/** Who orders it to lead is told at once why it cannot. */
const directorRoleOf =
  ({ parts }: NodeTools) =>
  (): string => {
    const role = parts.director?.role ?? 'none';
    return role === 'waiting' && parts.configuration?.mayLead() === false ? BEHIND : role;
  };

function followCatalog(tools: NodeTools, followed: FollowedPlan): AsyncDisposable {
  const { plan, clock, logger, store, parts } = tools;
  const { name, address: host } = plan.node;
  const past = () => store.snapshot && followedIn(store.snapshot);
  const guide = guideOf(followed, { clock, logger });
  const catalog = new FollowedCatalog({ guide, login: plan.login, clock, logger, past });
  const directorRole = directorRoleOf(tools);
  const follower = new CatalogFollower({
    ...tools,
    ...{ name, host, catalog, directorRole, mode: followed.mode, ...peerAddress(tools) },
  });
  parts.followed = follower;
  return disposable(async () => {
    await follower[Symbol.asyncDispose]();
    await catalog[Symbol.asyncDispose]();
  });
}

async function openInstance({ plan, logger }: NodeTools, postgres: PostgresPlan): Promise<ManagedPostgres> {
  const { directory, programDirectory, listen, port, replicationPassword, tls } = postgres;
  logger.info({ directory, address: plan.node.address, port }, "This node's Catalog is a PostgreSQL of its own");
  if (tls === undefined) logger.warn({}, IN_THE_CLEAR);
  return openManagedPostgres({
    ...{ member: plan.node.name, directory, host: listen, port, replicationPassword, login: plan.login },
    ...(programDirectory !== undefined && { programDirectory }),
    ...(tls !== undefined && { tls }),
  });
}

async function stop(instance: ManagedPostgres, { clock, logger }: NodeTools): Promise<void> {
  const settled = new AbortController();
  const late = clock.sleep(CLEAN_STOP_MS, settled.signal).then(
    () => true,
    () => false,
  );
  const clean = instance.stop('clean').then(
    () => false,
    (error: unknown) => {
      logger.warn({ why: describeError(error) }, 'PostgreSQL did not stop cleanly');
      return true;
    },
  );
  const insist = await Promise.race([clean, late]).finally(() => settled.abort());
  if (insist) await instance.stop('immediate');
}
