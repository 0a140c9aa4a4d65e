import test from 'ava';
import type { ClientResource } from '../../../../src/config/index.ts';
import { createLogger, Secret, systemClock } from '../../../../src/core/index.ts';
import { ClientCalls } from '../../../../src/director/calls/client-calls.ts';
import { wakeClient } from '../../../../src/director/calls/wake-client.ts';
import {
  ConnectionLostError,
  type Dialled,
  TLS_OFF,
  type WaitingClient,
  WrongPasswordError,
} from '../../../../src/protocol/index.ts';

const logger = createLogger('silent');

interface PlayedCall extends WaitingClient {
  disposed: boolean;
  die(): void;
}

function played(peer: string, wake: () => Promise<Dialled> = async () => ({ version: 15 }) as Dialled): PlayedCall {
  const { promise: gone, resolve } = Promise.withResolvers<Error>();
  return {
    peer,
    gone,
    wake,
    disposed: false,
    die: () => resolve(new Error('gone')),
    async [Symbol.asyncDispose]() {
      this.disposed = true;
    },
  };
}

test('the newest call of a Client is kept, and the one before is let go', async (t) => {
  await using calls = new ClientCalls(logger);
  const [first, second] = [played('a'), played('b')];
  calls.arrive('fd', first);
  calls.arrive('fd', second);
  t.is(calls.size, 1);
  t.true(first.disposed);
  t.is(await calls.take('fd', { forMs: 0 }), second);
  t.is(await calls.take('fd', { forMs: 0 }), undefined, 'a call serves one conversation');
});

test('a call that ends is forgotten', async (t) => {
  await using calls = new ClientCalls(logger);
  const call = played('a');
  calls.arrive('fd', call);
  call.die();
  await call.gone;
  await Promise.resolve();
  t.is(calls.size, 0);
});

test('whoever waits gets the next call, the first one first, and nobody another Client’s', async (t) => {
  await using calls = new ClientCalls(logger);
  const stop = new AbortController();
  const given = [1, 2, 3].map(() => calls.take('fd', { forMs: 60_000, signal: stop.signal }));
  calls.arrive('other', played('o'));
  const [first, second] = [played('a'), played('b')];
  calls.arrive('fd', first);
  calls.arrive('fd', second);
  t.deepEqual(await Promise.all(given.slice(0, 2)), [first, second]);
  stop.abort(new RangeError('enough'));
  await t.throwsAsync(given[2] as Promise<unknown>, { instanceOf: RangeError });
  t.is(calls.size, 1);
  t.is(await calls.take('fd', { forMs: 1 }), undefined);
});

test('after a reload only Clients that may call stay', async (t) => {
  await using calls = new ClientCalls(logger);
  const [stays, goes, unknown] = [played('a'), played('b'), played('c')];
  calls.arrive('stays', stays);
  calls.arrive('goes', goes);
  calls.arrive('unknown', unknown);
  const client = (allowFdConnections: boolean) => ({ allowFdConnections }) as ClientResource;
  calls.follow(
    new Map([
      ['stays', client(true)],
      ['goes', client(false)],
    ]),
  );
  t.deepEqual([stays.disposed, goes.disposed, unknown.disposed], [false, true, true]);
});

const OPTIONS = { directorName: 'dir', password: new Secret('x'), tls: TLS_OFF, heartbeatSec: 60 };
const PATIENCE = { forMs: 200, clock: systemClock };
const WANTED = { name: 'fd', title: 'Client "fd"', canBeDialled: false };

test('a call that turns out to be dead is passed over for the next one', async (t) => {
  await using calls = new ClientCalls(logger);
  const dead = played('a', () => {
    calls.arrive('fd', played('b'));
    return Promise.reject(new ConnectionLostError('a', 'reset'));
  });
  calls.arrive('fd', dead);
  t.is((await wakeClient(calls, WANTED, OPTIONS, PATIENCE))?.version, 15);
});

test('a Client that has not called is dialled where it can be, and waited for where not, with a sentence', async (t) => {
  await using calls = new ClientCalls(logger);
  t.is(await wakeClient(calls, { ...WANTED, canBeDialled: true }, OPTIONS, PATIENCE), undefined);
  const said: string[] = [];
  const onWaiting = (sentence: string) => void said.push(sentence);
  await t.throwsAsync(wakeClient(calls, WANTED, OPTIONS, { ...PATIENCE, onWaiting }), {
    code: 'DIRECTOR_DAEMON_UNREACHABLE',
    message: /Client "fd" cannot be reached: it has not called/,
  });
  t.deepEqual(said, ['Client "fd" has not called, waiting for it']);
});

test('what no other call can mend ends the waiting at once', async (t) => {
  await using calls = new ClientCalls(logger);
  calls.arrive(
    'fd',
    played('a', () => Promise.reject(new WrongPasswordError('a', 'it refused our response'))),
  );
  const waiting = wakeClient(calls, WANTED, OPTIONS, { ...PATIENCE, forMs: 600_000 });
  await t.throwsAsync(waiting, { code: 'DIRECTOR_DAEMON_UNREACHABLE', message: /another password/ });
});
