/**
 * Our Storage Daemon dies at each single step of an append: each operation on its Volumes, each request to the Catalog.
 * Random kills (storage-crash) meet some of these moments; here none is left out.
 */
import test, { type ExecutionContext } from 'ava';
import type { Death } from '../crash/dying-device.ts';
import { openDyingStorage } from '../crash/dying-storage.ts';
import { type PhaseOutcome, PhaseRounds } from '../crash/phase-round.ts';

const STEPS_MAX = 60;
const LIMITS = { maxBytes: 300_000 };
const MARK_BYTES = 150_000;

/** Before it, within it, behind it. */
const deathAt = (operation: number): Death => ({ operation, part: [0, 0.6, 1][operation % 3] ?? 0 });

/** Step after step, until all is over before the daemon dies. Returns the steps. */
async function everyStep(t: ExecutionContext, round: (step: number) => Promise<PhaseOutcome>): Promise<string[]> {
  const steps: string[] = [];
  for (let step = 1; step <= STEPS_MAX; step++) {
    const { at, wrong } = await round(step);
    t.deepEqual(wrong, [], `died at step ${step}: ${at}`);
    if (at === undefined) return steps;
    steps.push(at);
  }
  throw new Error(`More than ${STEPS_MAX} steps`);
}

test('whatever operation on a Volume it dies in, all that was reported good is there, and the next Job is good', async (t) => {
  await using storage = await openDyingStorage(MARK_BYTES, LIMITS);
  const rounds = new PhaseRounds(storage);
  const steps = await everyStep(t, (operation) => rounds.atOperation(deathAt(operation)));
  t.true(rounds.good > steps.length);
  for (const kind of ['create', 'write', 'sync', 'close']) t.regex(steps.join('\n'), new RegExp(`^\\d+ ${kind} `, 'm'));
});

test('at whatever request to the Catalog it dies, all that was reported good is there, and the next Job is good', async (t) => {
  await using storage = await openDyingStorage(MARK_BYTES, LIMITS);
  const rounds = new PhaseRounds(storage);
  const steps = await everyStep(t, (request) => rounds.atRequest(request));
  // Two Jobs ask in another order each time, so that a kind may never have been the one whose turn it was.
  for (const kind of [/^FindMedia/, /^CreateJobMedia 1/, /^UpdateMedia .* Full/, /^UpdateMedia .* relabel=1/]) {
    if (steps.some((step) => kind.test(step))) continue;
    const { at, wrong } = await rounds.atRequest(kind);
    t.regex(at ?? 'over before', kind);
    t.deepEqual(wrong, [], `died at ${at}`);
  }
});
