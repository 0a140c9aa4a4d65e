import test from 'ava';
import { AppError, type Clock, Secret } from '../../../../src/core/index.ts';
import { type Dial, reach } from '../../../../src/director/job/reach.ts';
import { type Dialled, TLS_OFF } from '../../../../src/protocol/index.ts';

class Refused extends AppError {
  readonly code = 'TEST_REFUSED';
  override readonly retryable = true;
}
class WrongPassword extends AppError {
  readonly code = 'TEST_PASSWORD';
  override readonly hint = 'compare the passwords';
}

const peer = { host: 'h', port: 9102, directorName: 'dir', password: new Secret(''), tls: TLS_OFF, heartbeatSec: 300 };
const reached = {} as Dialled;

/** A clock that sleeps by moving on. */
function quickClock(): Clock & { ms: number } {
  const clock = {
    ms: 0,
    now: () => new Date(clock.ms),
    monotonicMs: () => clock.ms,
    sleep: async (ms: number) => {
      clock.ms += ms;
    },
  };
  return clock;
}

test('it tries on, quickly at first, and says so once', async (t) => {
  const clock = quickClock();
  const said: string[] = [];
  let tries = 0;
  const dial: Dial = async () => {
    if (++tries < 5) throw new Refused('nobody listens');
    return reached;
  };
  const onWaiting = (sentence: string) => said.push(sentence);
  t.is(await reach('Client "web"', dial, peer, { forMs: 60_000, clock, onWaiting }), reached);
  t.true(clock.ms < 5_000);
  t.deepEqual(said, ['Client "web" at h:9102 does not answer, trying on: nobody listens']);
});

test('when its patience is used up the last reason is told', async (t) => {
  const clock = quickClock();
  const dial: Dial = async () => {
    throw new Refused('nobody listens');
  };
  const error = await t.throwsAsync(reach('Client "web"', dial, peer, { forMs: 30_000, clock }), {
    code: 'DIRECTOR_DAEMON_UNREACHABLE',
  });
  t.is(error?.message, 'Client "web" at h:9102 cannot be reached: nobody listens');
  t.true(clock.ms <= 30_000);
});

test('what no repetition mends ends it at once, with the hint of who knows', async (t) => {
  let tries = 0;
  const dial: Dial = async () => {
    tries++;
    throw new WrongPassword('the password is wrong');
  };
  const error = await t.throwsAsync(reach('Client "web"', dial, peer, { forMs: 30_000, clock: quickClock() }));
  t.is(tries, 1);
  t.is((error as AppError).hint, 'compare the passwords');
});

test('a cancel ends the waiting with its own reason', async (t) => {
  const abort = new AbortController();
  const dial: Dial = async () => {
    abort.abort(new Error('cancelled'));
    throw new Refused('nobody listens');
  };
  const patience = { forMs: 30_000, clock: quickClock(), signal: abort.signal };
  await t.throwsAsync(reach('Client "web"', dial, peer, patience), { message: 'cancelled' });
});
