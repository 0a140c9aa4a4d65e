/** Whoever gives, or is given, a configuration is killed on the way. Afterwards all have one and the same, and it can be changed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Launched, launch } from '../../support/program.ts';
import type { FaultNode } from '../fault-cluster.ts';
import { anyhow, apply, config, configCommand, editTo, nextJob, settled } from '../shared-files.ts';
import type { Scene, Story } from '../story.ts';

const ground = 'configuration' as const;
const ENDS_MS = 60_000;
/** How far it is when the blow falls, by what it takes as a whole. */
const SENDER_MOMENTS = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];
const RECEIVER_MOMENTS = [0.4, 0.7, 0.9];

type Blow = (applying: Launched, receiver: FaultNode) => Promise<void>;

function killed(moments: readonly number[], strike: Blow): Story['strike'] {
  return async ({ cluster, leader, others, writing }: Scene) => {
    const nodes = [leader, ...others];
    let last = nextJob();
    const wholeMs = await apply(leader, last, ...anyhow(nodes));
    for (const moment of moments) {
      const job = nextJob();
      await editTo(leader, job);
      const applying = launch(configCommand(leader, ['apply', '--why', job, ...anyhow(nodes)]));
      await sleep(wholeMs * moment);
      await strike(applying, others[0]);
      last = await settled(cluster, nodes, [last, job]);
    }
    await writing();
    const job = nextJob();
    await apply(leader, job, ...anyhow(nodes));
    await settled(cluster, nodes, [job]);
    const { status, stdout } = await config(leader, 'status');
    if (status !== 0) throw new Error(`Not all are in step\n${stdout}`);
  };
}

const sender: Blow = (applying) => applying.kill('SIGKILL');

const receiver: Blow = async (applying, node) => {
  await node.host.signal('SIGKILL');
  await Promise.race([applying.exited, sleep(ENDS_MS, undefined, { ref: false })]);
  if (applying.running()) throw new Error(`config apply does not end: ${applying.output()}`);
  await node.start();
};

const heal = async (): Promise<void> => {};

export const CONFIGURATION_KILLED: readonly Story[] = [
  {
    ...{ name: 'config-apply-killed', title: 'config apply is killed on its way', ground, heal },
    expect: { outage: 'none' },
    strike: killed(SENDER_MOMENTS, sender),
  },
  {
    ...{ name: 'config-receiver-killed', title: 'a node is killed while it is given a configuration', ground, heal },
    expect: { outage: 'none' },
    strike: killed(RECEIVER_MOMENTS, receiver),
  },
];
