/** What is done to a cluster, and undone. Each begins at a node that leads and ends when all three are whole again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContenderCluster, ContenderNode } from '../../test/support/cluster-hosts/contender.ts';

export interface FaultScene {
  readonly cluster: ContenderCluster;
  readonly leader: ContenderNode;
  /** Resolves when another node than the leader accepts writes. */
  readonly successor: () => Promise<void>;
  readonly pauseMs: number;
}

export interface Fault {
  readonly name: string;
  readonly title: string;
  /** Undefined: the fault itself has ended when this resolves, and nothing has to be mended. */
  strike(scene: FaultScene): Promise<void>;
  mend(scene: FaultScene): Promise<void>;
  /** The Director's, which other clusters do not have. */
  readonly ofDirector?: boolean;
  /**
   * The node's member of etcd falls with it, and whether that one led among the members decides what a takeover waits for: etcd's own
   * election, behind which all leases begin anew. So it is seen to before the blow, and each place is a row of its own.
   */
  readonly etcdLeader?: readonly EtcdPlace[];
}

export type EtcdPlace = 'elsewhere' | 'here';

/** A fault with etcd's leader in one place. */
export interface Case {
  readonly fault: Fault;
  readonly title: string;
  /** Undefined: it does not matter. */
  readonly etcdLeader: EtcdPlace | undefined;
}

export const casesOf = (fault: Fault): readonly Case[] =>
  (fault.etcdLeader ?? [undefined]).map((etcdLeader) => ({
    ...{ fault, etcdLeader },
    title: etcdLeader === 'here' ? `${fault.title}, with etcd's leader` : fault.title,
  }));

export const FAULTS: readonly Fault[] = [
  {
    name: 'director',
    title: 'SIGKILL of the Director',
    ofDirector: true,
    strike: async ({ leader }) => leader.killDirector?.(),
    mend: async () => {},
  },
  {
    name: 'node',
    title: 'SIGKILL of the active node',
    etcdLeader: ['elsewhere', 'here'],
    strike: ({ leader }) => leader.host.signal('SIGKILL'),
    async mend({ leader, successor }) {
      await successor();
      await leader.start();
    },
  },
  {
    name: 'partition',
    title: 'active node cut off',
    etcdLeader: ['elsewhere'],
    strike: ({ leader }) => leader.host.plug(false),
    async mend({ leader, successor }) {
      await successor();
      // As long again, so that what it does alone is seen.
      await sleep(5_000);
      await leader.host.plug(true);
    },
  },
  {
    name: 'pause',
    title: 'SIGSTOP of the active node',
    etcdLeader: ['elsewhere'],
    strike: ({ leader }) => leader.host.signal('SIGSTOP'),
    async mend({ leader, pauseMs }) {
      await sleep(pauseMs);
      await leader.host.signal('SIGCONT');
    },
  },
  {
    name: 'switchover',
    title: 'switchover',
    async strike({ cluster, leader }) {
      const to = cluster.nodes.find((node) => node !== leader);
      if (to !== undefined) await cluster.switchover(leader, to);
    },
    mend: async () => {},
  },
];
