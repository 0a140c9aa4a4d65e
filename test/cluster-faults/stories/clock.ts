/** A wall clock that is set while the node leads. Nothing at all may come of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Story } from '../story.ts';

const HOUR = 3_600;
const SET_MS = 15_000;

function step(name: string, title: string, seconds: number): Story {
  return {
    ...{ name, title, ground: 'clocks', expect: { outage: 'none' } },
    async strike({ leader, writing }) {
      await leader.clock?.set(seconds);
      await sleep(SET_MS);
      await writing();
    },
    heal: async ({ leader }) => {
      await leader.clock?.set(0);
      await sleep(SET_MS);
    },
  };
}

export const CLOCK: readonly Story[] = [
  step('clock-forwards', "the leader's clock steps an hour forwards, and back", HOUR),
  step('clock-backwards', "the leader's clock steps an hour backwards, and back", -HOUR),
];
