/**
 * A node of a cluster: this process runs nothing but the election and looks after the node's PostgreSQL, so that a busy
 * Director cannot lose its lease; the Director is a process of its own. Stopped, it hands over in good order: the Director
 * leaves its Jobs, PostgreSQL is shut down cleanly, the lease is given back at once.
 */
import { once } from 'node:events';
import { displayText, disposable, type Logger, systemClock } from '../../core/index.ts';
import { clusterStatus, LeaseKeeper, leaseTiming, openEtcdDcs, StoreReader } from '../../ha/index.ts';
import type { Environment } from '../connection/address.ts';
import type { Configuration } from '../director/configuration.ts';
import { bytesToPath, waysIn } from '../director/ways-in.ts';
import { openCatalogPart } from './catalog-part.ts';
import { openConfigurationPart } from './configuration-part.ts';
import { type DirectorFiles, openDirectorPart } from './director-part.ts';
import { StandsByError } from './errors.ts';
import { openFailsafePart } from './failsafe-part.ts';
import { openHealthPart } from './health-part.ts';
import { openNamePart } from './name-part.ts';
import type { NodeParts, NodeTools } from './node-tools.ts';
import { type NodePlan, planNode } from './plan.ts';
import { StandbyDoor } from './standby-door.ts';
import { openSurroundingsPart } from './surroundings-part.ts';
import { tellStore } from './tell-store.ts';
import { tellTrouble } from './tell-trouble.ts';

export interface NodeProcess {
  readonly files: DirectorFiles;
  readonly configuration: Configuration;
  readonly environment: Environment;
  readonly logger: Logger;
  /** Calls back at SIGHUP; the return value takes it back. */
  onReload(reload: () => void): Disposable;
}

export async function runNode(process: NodeProcess, signal: AbortSignal): Promise<void> {
  await using node = await openNode(process, signal);
  if (!signal.aborted) await Promise.race([once(signal, 'abort'), node.failed]);
}

export interface Node extends AsyncDisposable {
  /** Rejects when another node has this one's name, and this one must stop. */
  readonly failed: Promise<never>;
}

/** Resolves when the node takes part in the elections. */
export async function openNode(process: NodeProcess, signal: AbortSignal): Promise<Node> {
  const { configuration, logger, files } = process;
  const plan = await planNode(configuration);
  await using started = new AsyncDisposableStack();
  const tools = await openTools(plan, logger, started);
  const { node, shared } = configuration;
  const door = started.use(
    new StandbyDoor({
      ways: await waysIn(node.api, shared.director.workingDirectory),
      answer: () => standsBy(tools),
      ...{ clock: tools.clock, logger },
    }),
  );
  // First of all: where another node, or a Director, runs on this machine, its PostgreSQL must not be touched.
  await door.open();
  started.use(await openHealthPart(tools));
  const name = started.use(await openNamePart(tools, bytesToPath(shared.director.workingDirectory), signal));
  started.use(await openCatalogPart(tools, signal));
  if (plan.node.director) {
    const { environment } = process;
    const copy = started.use(openConfigurationPart(tools, { own: node, mainFile: files.shared, environment }));
    tools.parts.configuration = copy;
    const director = started.use(openDirectorPart(tools, { files, door, configuration: copy }));
    started.use(process.onReload(() => director.reload()));
  }
  tools.parts.surroundings = started.use(openSurroundingsPart(tools, process.environment));
  started.defer(() => logger.info({}, 'The node hands over and stops'));
  const called = { node: displayText(plan.node.name), cluster: displayText(plan.cluster.name) };
  logger.info({ ...called, endpoints: plan.etcd.endpoints }, 'The node is ready');
  const kept = started.move();
  return { failed: name.lost, ...disposable(() => kept.disposeAsync()) };
}

async function openTools(plan: NodePlan, logger: Logger, started: AsyncDisposableStack): Promise<NodeTools> {
  const clock = systemClock;
  const renewed = (): void => logger.info({}, 'What this node shows to etcd was renewed');
  const dcs = started.use(await openEtcdDcs({ ...plan.etcd, troubled: tellTrouble(logger, clock), renewed }));
  const timing = leaseTiming(plan.cluster.leaseSeconds * 1_000);
  const store = started.use(new StoreReader({ dcs, clock, everyMs: timing.renewMs }));
  const parts: NodeParts = {};
  const changed = (): void => {
    parts.catalog?.poke();
    parts.director?.poke();
  };
  const lease = started.use(new LeaseKeeper({ dcs, clock, timing, changed }));
  started.use(tellStore({ store, lease, clock, logger, timing }));
  const tools = { plan, clock, logger, dcs, store, lease, timing, parts };
  return { ...tools, ...openFailsafePart(tools, changed, started) };
}

function standsBy({ plan, store }: NodeTools): StandsByError {
  const status = store.snapshot && clusterStatus(store.snapshot);
  const name = status?.director.leader;
  const address = status?.members.find((member) => member.name === name)?.address;
  return new StandsByError(
    plan.node.name,
    name === undefined ? undefined : { name, host: address?.replace(/:\d+$/, '') },
  );
}
