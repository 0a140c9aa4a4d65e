import test from 'ava';
import {
  CatalogConnectionLostError,
  CatalogOutOfConnectionsError,
  CatalogRowMissingError,
  CatalogUnreachableError,
} from '../../../src/catalog/errors.ts';
import { connectError, statementError } from '../../../src/catalog/failure.ts';
import { mayRepeat, throughOutage } from '../../../src/catalog/outage.ts';

/** A clock on which sleeping takes no time but is counted. */
function fakeClock() {
  let nowMs = 0;
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
}

const failing = (times: number, error: Error) => {
  let calls = 0;
  return async () => {
    if (calls++ < times) throw error;
    return calls;
  };
};

const refused = new CatalogUnreachableError('here', { cause: new Error('connect ECONNREFUSED') });
const lost = statementError('UPDATE Job', new Error('Connection terminated unexpectedly'));
const state = (code: string) => Object.assign(new Error(code), { code });

test('a refused connection is tried again until it comes about', async (t) => {
  t.is(await throughOutage(failing(3, refused), { limitMs: 60_000, repeatable: false, clock: fakeClock() }), 4);
});

test('an outage that lasts too long ends with its last error', async (t) => {
  const clock = fakeClock();
  const forever = throughOutage(failing(1_000, refused), { limitMs: 30_000, repeatable: true, clock });
  t.is(await t.throwsAsync(forever), refused);
  t.true(clock.monotonicMs() <= 30_000);
});

test('after a lost connection only what may be repeated is', async (t) => {
  t.is(await throughOutage(failing(1, lost), { limitMs: 60_000, repeatable: true, clock: fakeClock() }), 2);
  const once = throughOutage(failing(1, lost), { limitMs: 60_000, repeatable: false, clock: fakeClock() });
  t.is(await t.throwsAsync(once), lost);
});

test('what the server rolled back may always be repeated', (t) => {
  for (const code of ['57P01', '40P01', '40001', '25006']) {
    t.true(mayRepeat(statementError('UPDATE Job', state(code)), false), code);
  }
  t.true(mayRepeat(connectError('here', state('53300')), false));
});

test('what would end the same way is not repeated', (t) => {
  for (const code of ['23505', '42601', '53100', '22021']) {
    t.false(mayRepeat(statementError('UPDATE Job', state(code)), true), code);
  }
  t.false(mayRepeat(new CatalogRowMissingError('SELECT'), true));
  t.false(mayRepeat(new TypeError('ours'), true));
});

test('the work has the last word on whether it may run again', async (t) => {
  const options = { limitMs: 60_000, repeatable: true, clock: fakeClock(), final: () => true };
  t.is(await t.throwsAsync(throughOutage(failing(1, lost), options)), lost);
});

test('failures are named by what they mean', (t) => {
  t.true(lost instanceof CatalogConnectionLostError);
  t.true(connectError('here', state('53300')) instanceof CatalogOutOfConnectionsError);
  const codes = { '28P01': 'CATALOG_ACCESS_DENIED', '3D000': 'CATALOG_MISSING', '57P03': 'CATALOG_UNREACHABLE' };
  for (const [sqlState, code] of Object.entries(codes)) {
    t.is((connectError('here', state(sqlState)) as unknown as { code: string }).code, code);
  }
  t.is(statementError('SELECT', state('53100')).code, 'CATALOG_FULL');
  t.is(statementError('SELECT', state('57014')).code, 'CATALOG_TIMEOUT');
  t.is(statementError('SELECT', state('42501')).code, 'CATALOG_NO_PRIVILEGE');
});
