/** A wall clock that is set while the node leads. Nothing at all may come of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../support/wait.ts';
import type { FaultNode } from '../fault-cluster.ts';
import type { Story } from '../story.ts';

const HOUR = 3_600;
const SET_MS = 15_000;
/** Less than a step, more than it takes to ask. */
const FAR_MS = 600_000;

/** Resolves when the node and its PostgreSQL see it: where they did not, the story would tell nothing. */
async function set(node: FaultNode, seconds: number): Promise<void> {
  await node.clock?.set(seconds);
  const see = async (): Promise<boolean> => {
    const clocks = await node.wallClocks();
    return clocks.every((ms) => Math.abs(ms - Date.now() - seconds * 1_000) < FAR_MS);
  };
  await until(see, { timeoutMs: 20_000, what: `the clock of ${node.host.name} to be set by ${seconds} s` });
}

function step(name: string, title: string, seconds: number): Story {
  return {
    ...{ name, title, ground: 'clocks', expect: { outage: 'none' } },
    async strike({ leader, writing }) {
      await set(leader, seconds);
      await sleep(SET_MS);
      await writing();
    },
    heal: async ({ leader }) => {
      await set(leader, 0);
      await sleep(SET_MS);
    },
  };
}

export const CLOCK: readonly Story[] = [
  step('clock-forwards', "the leader's clock steps an hour forwards, and back", HOUR),
  step('clock-backwards', "the leader's clock steps an hour backwards, and back", -HOUR),
];
