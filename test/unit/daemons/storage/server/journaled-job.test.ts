import test from 'ava';
import { createLogger, systemClock } from '../../../../../src/core/index.ts';
import type { DirectorLine } from '../../../../../src/daemons/storage/server/director/director-line.ts';
import { DirectorLostError } from '../../../../../src/daemons/storage/server/errors.ts';
import type { JournaledFacts } from '../../../../../src/daemons/storage/server/journaled/journaled-job.ts';
import { Journals } from '../../../../../src/daemons/storage/server/journaled/journals.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

const FACTS = { jobId: 7, job: 'Backup.2026-11-21_21.37.34_59', director: 'dir', release: '15.0' } as JournaledFacts;
const ASKS_MAX = 10;

interface PlayedLine extends Pick<DirectorLine, 'over'> {
  readonly asked: number;
}

/** A Director that answers while it is there. */
function playedLine(): PlayedLine & DirectorLine {
  const over = new AbortController();
  let asked = 0;
  const line = {
    director: 'dir',
    over: over.signal,
    get asked() {
      return asked;
    },
    connection: { sendFramed: async () => {} },
    send: async () => {},
    sendSignal: async () => {},
    destroy: (error: Error) => over.abort(error),
    ask: async () => {
      // Who asks a dead line for ever leaves the test no turn to end it.
      if (++asked > ASKS_MAX) return 'asked again and again';
      if (over.signal.aborted) throw new DirectorLostError('dir', 'an answer');
      return '1000 OK';
    },
  };
  return line as unknown as PlayedLine & DirectorLine;
}

test('who asks behind a Director that took the place of another one asks the newer', async (t) => {
  const dir = await makeTempDir('journaled');
  t.teardown(() => dir[Symbol.asyncDispose]());
  const options = { clock: systemClock, logger: createLogger('silent'), directorWaitMs: 30_000 };
  const journals = await Journals.open({ ...options, directory: dir.path, ownName: 'sd' });
  t.teardown(() => journals[Symbol.asyncDispose]());
  const job = await journals.create(FACTS);
  const [older, newer] = [playedLine(), playedLine()];
  const first = job.serve(older, 1);
  const second = job.serve(newer, 1);
  t.true(older.over.aborted);
  const question = { packets: [], awaited: 'an answer' };
  const stop = AbortSignal.timeout(20_000);
  t.is(await job.ask(question, stop), '1000 OK');
  t.deepEqual([older.asked, newer.asked], [0, 1]);
  t.true(job.attached);
  newer.destroy(new Error('over'));
  await Promise.all([first, second]);
  t.false(job.attached);
});
