/** From a node's configuration to what goes along with its role on its machine. */
import { displayText } from '../../core/index.ts';
import { type NodeEvent, nodeHealth, openSurroundings, type Surroundings, serviceManagerIn } from '../../ha/index.ts';
import type { Environment } from '../connection/address.ts';
import { bytesToPath } from '../director/ways-in.ts';
import { STUCK_LEASES } from './health-part.ts';
import type { NodeTools } from './node-tools.ts';
import type { NodePlan } from './plan.ts';

export function openSurroundingsPart(tools: NodeTools, environment: Environment): Surroundings {
  const { plan, clock, logger, timing, store, lease, parts } = tools;
  const { node, cluster } = plan;
  const { virtualAddress, virtualAddressDevice: device, watchdogDevice } = node;
  const secondsLeft = (timing.ttlMs - timing.renewMs) / 1000;
  return openSurroundings({
    state: () =>
      nodeHealth({ ...{ name: node.name, store, lease }, ...parts, patienceMs: STUCK_LEASES * timing.ttlMs }),
    ...{ clock, logger },
    hooks: {
      ...{ programs: programsOf(node), timeoutMs: node.hookTimeoutSeconds * 1000, environment },
      cluster: displayText(cluster.name),
    },
    virtualAddress:
      virtualAddress === undefined || device === undefined
        ? undefined
        : {
            ...{ address: virtualAddress, device: bytesToPath(device), follows: node.virtualAddressFollows },
            ...{ lifetimeMs: timing.ttlMs, refreshMs: timing.renewMs },
          },
    serviceManager: serviceManagerIn(environment, process.pid),
    watchdog:
      watchdogDevice === undefined
        ? undefined
        : {
            device: bytesToPath(watchdogDevice),
            timeoutMs: (node.watchdogTimeoutSeconds || Math.max(1, Math.floor(secondsLeft))) * 1000,
          },
  });
}

function programsOf(node: NodePlan['node']): Readonly<Partial<Record<NodeEvent, string>>> {
  const programs: Readonly<Record<NodeEvent, string | undefined>> = {
    'catalog-leader': node.onCatalogLeader,
    'catalog-standby': node.onCatalogStandby,
    'director-leader': node.onDirectorLeader,
    'director-standby': node.onDirectorStandby,
    fenced: node.onFenced,
    paused: node.onPaused,
    resumed: node.onResumed,
  };
  const named = Object.entries(programs).filter(([, program]) => program !== undefined);
  return Object.fromEntries(named) as Partial<Record<NodeEvent, string>>;
}
