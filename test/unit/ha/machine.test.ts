import test from 'ava';
import type { Logger } from '../../../src/core/index.ts';
import { Machine } from '../../../src/ha/machine.ts';
import type { Transition } from '../../../src/ha/transition.ts';
import { TestClock } from '../../support/test-clock.ts';

type Role = 'starting' | 'working' | 'fencing' | 'fenced' | 'again';
type View = { readonly to: Role };

const step = (from: Role, to: Role): Transition<Role, View> => ({
  from: [from],
  to,
  when: (v) => v.to === to,
  why: to,
});
const SILENT = { info: () => {}, warn: () => {} } as unknown as Logger;
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('an act of safety waits for nothing, and what follows it waits for the act that it overtook', async (t) => {
  const done: string[] = [];
  const hanging = Promise.withResolvers<void>();
  const machine: Machine<Role, View> = new Machine<Role, View>({
    table: [
      step('starting', 'working'),
      step('working', 'fencing'),
      step('fencing', 'fenced'),
      step('fenced', 'again'),
    ],
    start: 'starting',
    acts: {
      working: () => hanging.promise,
      fencing: async () => void done.push('fencing'),
      again: async () => void done.push('again'),
    },
    urgent: new Set<Role>(['fencing']),
    clock: new TestClock(),
    logger: SILENT,
    // As agents do: looks again at once.
    changed: () => void machine.step({ to: 'fenced' }),
  });
  machine.step({ to: 'working' });
  await settle();
  machine.step({ to: 'fencing' });
  await settle();
  t.deepEqual(done, ['fencing']);
  t.is(machine.role, 'fenced');
  machine.step({ to: 'again' });
  await settle();
  t.deepEqual(done, ['fencing'], 'what was begun before has not let go yet');
  hanging.resolve();
  await settle();
  t.deepEqual(done, ['fencing', 'again']);
});
