import test from 'ava';
import type { StorageResource } from '../../../../src/config/index.ts';
import { createLogger, Secret } from '../../../../src/core/index.ts';
import type { Generation } from '../../../../src/director/daemon/generation.ts';
import type { JobOffice } from '../../../../src/director/daemon/order.ts';
import { forgetUnwanted } from '../../../../src/director/daemon/unwanted-journals.ts';
import {
  type Connection,
  ConnectionLostError,
  type Dialled,
  WrongPasswordError,
} from '../../../../src/protocol/index.ts';
import { TestClock } from '../../../support/test-clock.ts';

const SOON = 5_000;

/** A Storage that answers `calls` as they come; the last answer stays. */
function stage(answers: readonly ('away' | 'genuine')[]) {
  const clock = new TestClock();
  const calls: string[] = [];
  const dialStorage = async (): Promise<Dialled> => {
    const answer = answers[Math.min(calls.length, answers.length - 1)] ?? 'genuine';
    calls.push(answer);
    // Nothing that is tried again at once.
    if (answer === 'away') throw new WrongPasswordError('sd', 'away');
    const connection = { [Symbol.asyncDispose]: async () => {} } as unknown as Connection;
    return { connection, version: 30008 };
  };
  const storage = { name: 'sd', address: 'sd', sdPort: 9103, password: new Secret('x'), heartbeatIntervalSec: 0 };
  const tools = { clock, logger: createLogger('silent'), dialStorage, director: { name: 'dir' } };
  const config = { storages: new Map([['sd', storage as unknown as StorageResource]]) };
  return { clock, calls, under: { tools, config } as unknown as Generation, office: {} as JobOffice };
}

test('a Storage that is away is asked for its journals again soon, then ever less often until it is back, and then no more', async (t) => {
  const { clock, calls, under, office } = stage(['away', 'away', 'genuine']);
  const asking = forgetUnwanted(under, office, new AbortController().signal);
  await clock.pass(1);
  t.deepEqual(calls, ['away']);
  await clock.pass(SOON);
  t.deepEqual(calls, ['away', 'away']);
  await clock.pass(SOON);
  t.deepEqual(calls, ['away', 'away']);
  await clock.pass(SOON);
  await asking;
  t.deepEqual(calls, ['away', 'away', 'genuine']);
});

test('the end of the Director, and a later round, end the waiting for a Storage that stays away', async (t) => {
  const { under, office } = stage(['away']);
  const stop = new AbortController();
  const first = forgetUnwanted(under, office, stop.signal);
  const second = forgetUnwanted(under, office, stop.signal);
  await first;
  stop.abort(new ConnectionLostError('dir', 'stopped'));
  await second;
  t.pass();
});
