import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { createLogger, systemClock } from '../../../../../src/core/index.ts';
import type { JournaledFacts } from '../../../../../src/daemons/storage/server/journaled/journaled-job.ts';
import { Journals } from '../../../../../src/daemons/storage/server/journaled/journals.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

const FACTS = { jobId: 1, job: 'Restore.2026-11-21_20.04.48_03', director: 'dir' } as JournaledFacts;

async function open(t: ExecutionContext): Promise<{ journals: Journals; files: () => Promise<string[]> }> {
  const dir = await makeTempDir('journals');
  t.teardown(() => dir[Symbol.asyncDispose]());
  const logger = createLogger('silent');
  const options = { directory: dir.path, ownName: 'sd', clock: systemClock, logger, directorWaitMs: 1_000 };
  const journals = await Journals.open(options);
  t.teardown(() => journals[Symbol.asyncDispose]());
  return { journals, files: () => readdir(join(dir.path, FACTS.job)).catch(() => []) };
}

test('a journal that goes late leaves that of the next part of its Job alone', async (t) => {
  const { journals, files } = await open(t);
  const first = await journals.create(FACTS);
  const next = await journals.create({ ...FACTS, sessionId: 2 });
  await journals.remove(first);
  t.is(journals.find(FACTS.job), next);
  next.journal.appendText('a fact');
  await next.journal.sync();
  t.true((await files()).length > 1);
  await journals.remove(next);
  t.deepEqual(await files(), []);
  t.is(journals.find(FACTS.job), undefined);
});

test('a journal begins while that of the part before is being removed, whichever comes first', async (t) => {
  const { journals, files } = await open(t);
  let last = await journals.create(FACTS);
  for (let turns = 0; turns < 40; turns++) {
    last.journal.appendText('a fact');
    const removing = journals.remove(last);
    for (let count = 0; count < turns % 8; count++) await turn();
    last = await journals.create({ ...FACTS, sessionId: turns });
    await removing;
    last.journal.appendText('another one');
    await last.journal.sync();
    t.true((await files()).length > 1, `after ${turns} turns`);
  }
});
