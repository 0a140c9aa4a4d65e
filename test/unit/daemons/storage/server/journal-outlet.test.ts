import test, { type ExecutionContext } from 'ava';
import { createLogger, systemClock } from '../../../../../src/core/index.ts';
import type { VolumeCatalog } from '../../../../../src/daemons/storage/media/index.ts';
import type { JournaledFacts } from '../../../../../src/daemons/storage/server/journaled/journaled-job.ts';
import { Journals } from '../../../../../src/daemons/storage/server/journaled/journals.ts';
import { JournalOutlet } from '../../../../../src/daemons/storage/server/outlet/journal-outlet.ts';
import { FakeCatalog } from '../../../../support/fake-catalog.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';

const FACTS = { jobId: 7, job: 'Backup.2026-11-21_20.04.48_03', director: 'dir', release: '15.0' } as JournaledFacts;
const LONG_MS = 30 * 60_000;

/** The outlet of a Job whose Director is away. */
async function outletOf(t: ExecutionContext): Promise<JournalOutlet> {
  const dir = await makeTempDir('outlet');
  t.teardown(() => dir[Symbol.asyncDispose]());
  const options = { clock: systemClock, logger: createLogger('silent'), directorWaitMs: LONG_MS };
  const journals = await Journals.open({ ...options, directory: dir.path, ownName: 'sd' });
  t.teardown(() => journals[Symbol.asyncDispose]());
  const volumes = journals.volumesOf('dir');
  const job = await journals.create(FACTS);
  const outlet = new JournalOutlet({ job, volumes, clock: systemClock, wantsProgress: false, discard: async () => {} });
  outlet.begin(new AbortController().signal);
  return outlet;
}

function figures() {
  const { pool: _, mediaType: __, written: ___, ...volume } = new FakeCatalog().add('Vol-0001', { bytes: 4711 });
  return { ...volume, endTimeSec: 1, relabel: false, firstWrittenSec: 0 };
}

test('the figures of a Volume that another Job has mounted are a fact too: no Director is waited for', async (t) => {
  const outlet = await outletOf(t);
  const verdict = await outlet.catalog.updateMedia(figures());
  t.like(verdict, { kind: 'granted', volume: { volume: 'Vol-0001', bytes: 4711, status: 'Append' } });
});

test('a Job that has said its last word waits for no Director, and nothing comes behind that word', async (t) => {
  const outlet = await outletOf(t);
  const lost = { code: 'STORAGE_DIRECTOR_LOST' };
  const ask = (catalog: VolumeCatalog) => catalog.getVolume('Vol-0001', true);
  const asked = t.throwsAsync(ask(outlet.catalog), lost);
  await outlet.end({ job: FACTS.job, status: 'T', files: 1, bytes: 1, errors: 0, errorText: '' });
  await asked;
  await t.throwsAsync(ask(outlet.catalog), lost);
  await t.throwsAsync(outlet.catalog.updateMedia(figures()), lost);
  await t.throwsAsync(outlet.catalog.createJobMedia([]), lost);
});
