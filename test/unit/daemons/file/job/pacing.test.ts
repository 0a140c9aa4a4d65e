/** A limit of bandwidth is kept, may be changed while a Job runs, and never keeps it from being stopped. */
import test from 'ava';
import { JobFigures } from '../../../../../src/daemons/file/job/figures.ts';
import { Pacing } from '../../../../../src/daemons/file/job/pacing.ts';
import { openThreadTools } from '../../../../../src/daemons/file/job/thread-tools.ts';

function paced() {
  const figures = new JobFigures();
  const settings = { figures: figures.memory } as unknown as Parameters<typeof openThreadTools>[0];
  const { tools, stop } = openThreadTools(settings, () => {});
  let flushed = 0;
  const pacing = new Pacing(tools, () => flushed++);
  return { figures, pacing, stop, flushed: () => flushed };
}

test('without a limit nobody waits for it', (t) => {
  const { pacing } = paced();
  for (let sent = 0; sent < 60; sent++) t.is(pacing.pause(sent * 1_000_000_000), undefined);
});

test('with a limit as much time passes as it asks for', async (t) => {
  const { pacing, figures, flushed } = paced();
  figures.set('bytesPerSecMax', 1_000_000);
  const fromMs = performance.now();
  for (let sent = 0; sent <= 500_000; sent += 50_000) {
    for (let wait = pacing.pause(sent); wait !== undefined; wait = pacing.pause(sent)) await wait;
  }
  // Half a second's bytes, of which a fifth of a second's may pass at once.
  t.true(performance.now() - fromMs > 250);
  t.true(flushed() > 0, 'what was gathered has left before');
});

test('a limit that is lifted while the Job waits holds it no longer', async (t) => {
  const { pacing, figures } = paced();
  figures.set('bytesPerSecMax', 1000);
  const wait = pacing.pause(1_000_000_000);
  t.truthy(wait, 'eleven days');
  figures.set('bytesPerSecMax', 0);
  await wait;
  t.is(pacing.pause(1_000_000_000), undefined);
});

test('a Job that waits for its limit is stopped at once', async (t) => {
  const { pacing, figures, stop } = paced();
  figures.set('bytesPerSecMax', 1);
  const wait = pacing.pause(1_000_000_000);
  figures.requestStop('cancel');
  stop('cancel');
  await t.throwsAsync(wait ?? Promise.resolve(), { code: 'CLIENT_JOB_STOPPED' });
});
