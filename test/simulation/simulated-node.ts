/** A node of the world: the real agents, leases and promises of src/ha, on a machine, a PostgreSQL and a Director that are not real. */
import type { Logger } from '../../src/core/index.ts';
import {
  CatalogAgent,
  DirectorAgent,
  Failsafe,
  LeaseKeeper,
  leaseTiming,
  type MemoryDcs,
  Promises,
  StoreReader,
} from '../../src/ha/index.ts';
import type { Network } from './network.ts';
import type { SimulatedDirector } from './simulated-director.ts';
import type { SimulatedMachine } from './simulated-machine.ts';
import { simulatedPeers } from './simulated-peers.ts';
import type { SimulatedPostgres } from './simulated-postgres.ts';
import { simulatedStore } from './simulated-store.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface SimulatedNode {
  readonly machine: SimulatedMachine;
  readonly postgres: SimulatedPostgres;
  readonly director: SimulatedDirector;
  agent: CatalogAgent | undefined;
  directorAgent: DirectorAgent | undefined;
  promises: Promises | undefined;
}

export interface NodeWorld {
  readonly time: VirtualTime;
  readonly store: MemoryDcs;
  readonly network: Network;
  readonly nodes: readonly SimulatedNode[];
  readonly options: {
    readonly synchronousCount: number | undefined;
    readonly failsafe: boolean;
    readonly tell: (line: string) => void;
  };
}

const TTL_MS = 3_000;

/** The processes of a node begin. */
export function startNode(node: SimulatedNode, world: NodeWorld): void {
  const { machine, postgres } = node;
  const { network, time, options } = world;
  const clock = machine.clock();
  const timing = leaseTiming(TTL_MS);
  const dcs = simulatedStore(world.store, machine, time, network);
  const agent: { current?: CatalogAgent; director?: DirectorAgent } = {};
  const changed = (): void => {
    agent.current?.poke();
    agent.director?.poke();
  };
  const lease = new LeaseKeeper({ dcs, clock, timing, changed });
  const logger = loggerOf(machine, options.tell);
  const reader = new StoreReader({ dcs, clock, everyMs: timing.renewMs });
  const promises = new Promises({ name: machine.name, clock, store: reader, promiseMsMax: timing.ttlMs });
  const failsafe = options.failsafe
    ? new Failsafe({
        ...{ name: machine.name, clock, logger, timing, lease, promises, changed },
        peers: simulatedPeers(machine, {
          ...{ time, connected: network.connected, latencyMs: network.latencyMs },
          find: (member) => world.nodes.find((other) => other.machine.name === member),
        }),
        tenure: (office) => (office === 'catalog' ? agent.current : agent.director)?.tenure,
      })
    : undefined;
  const certainty = { lease, promises, ...(failsafe !== undefined && { failsafe }) };
  agent.current = new CatalogAgent({
    store: reader,
    member: { name: machine.name, host: machine.name, port: 5432, priority: 1 },
    dcs,
    clock,
    logger,
    directorRole: () => agent.director?.role ?? 'none',
    instance: postgres,
    ...certainty,
    timing,
    limits: { lagBytesMax: 1_000_000n, patienceMs: 1_000, designatedMs: 5_000 },
    ...(options.synchronousCount !== undefined && { synchronousCount: options.synchronousCount }),
  });
  agent.director = new DirectorAgent({
    name: machine.name,
    priority: 1,
    ...{ dcs, store: reader, clock, logger, timing, designatedMs: 5_000, ...certainty },
    office: node.director,
  });
  node.agent = agent.current;
  node.directorAgent = agent.director;
  node.promises = promises;
}

/** Power gone. */
export function crashNode(node: SimulatedNode): void {
  node.machine.crash();
  node.postgres.die();
  node.director.die();
  node.agent = undefined;
  node.directorAgent = undefined;
  node.promises = undefined;
}

function loggerOf(machine: SimulatedMachine, tell: (line: string) => void): Logger {
  const { life } = machine;
  const write = (fields: object, text: string): void => {
    if (machine.life === life) tell(`${machine.name} ${text} ${line(fields)}`);
  };
  return { info: write, warn: write, error: write, debug: () => {} } as unknown as Logger;
}

const line = (fields: object): string =>
  Object.values(fields)
    .map((value) => (value instanceof Error ? value.message : String(value)))
    .join(' > ');
