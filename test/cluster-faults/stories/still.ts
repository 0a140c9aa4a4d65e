/** The parts of a node, and whole nodes: they stand still, and go on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene, Story } from '../story.ts';
import { strikePostgres } from './parts.ts';

/** Longer than a lease. */
const STILL_MS = 10_000;
/** A write is under way by then. */
const UNHEARD_MS = 100;
const BOUNDED = { outage: 'bounded' } as const;
/** In place of a lease that ends (3.5 s): PostgreSQL counts as silent (8.5 s), and does not hear that it shall stop (1.5 s). */
const SILENCE = { outage: 'bounded', boundMs: 21_500 } as const;
const ground = 'failsafe' as const;

function stands(
  name: string,
  title: string,
  stop: (scene: Scene, on: boolean) => Promise<void>,
  expect: Story['expect'] = BOUNDED,
): Story {
  return {
    ...{ name, title, ground, expect },
    async strike(scene) {
      await stop(scene, true);
      await sleep(STILL_MS);
      await scene.writing();
    },
    heal: (scene) => stop(scene, false),
  };
}

const orGo = (on: boolean): NodeJS.Signals => (on ? 'SIGSTOP' : 'SIGCONT');

export const STILL: readonly Story[] = [
  stands('stop-director', 'the Director stands still', ({ leader }, on) => leader.signalDirector(orGo(on))),
  stands(
    'stop-postgres',
    "the leader's PostgreSQL stands still",
    ({ leader }, on) => strikePostgres(leader, orGo(on)),
    SILENCE,
  ),
  stands(
    'stop-both',
    'all processes of Director and PostgreSQL stand still',
    async ({ leader }, on) => {
      await Promise.all([leader.signalDirector(orGo(on), 'all'), strikePostgres(leader, orGo(on))]);
    },
    SILENCE,
  ),
  stands('stop-node', 'the active node stands still', ({ leader }, on) => leader.host.signal(orGo(on) as 'SIGSTOP')),
  {
    ...{
      name: 'stop-unheard',
      title: 'the active node stands still before it hears who has confirmed a commit',
      ground,
    },
    expect: BOUNDED,
    async strike({ leader, others, successor, writing }) {
      // It hears so when it wakes up, and answers then: of what its successor holds, and takes no other write.
      await Promise.all(others.map(({ host }) => host.mute([leader.host])));
      await sleep(UNHEARD_MS);
      await leader.host.signal('SIGSTOP');
      await Promise.all(others.map(({ host }) => host.unmute([leader.host])));
      await successor();
      await writing();
    },
    heal: ({ leader }) => leader.host.signal('SIGCONT'),
  },
  stands('stop-standby-postgres', "a standby's PostgreSQL stands still", ({ others: [one] }, on) =>
    strikePostgres(one, orGo(on)),
  ),
];
