/** Jobs write Volumes: labels, the Director's questions in their order, what is told and when. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { fakeJob, mediaPremises, readBack, writeFileRecords } from '../../../../support/media-premises.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

const GOOD = { status: 'T', errors: 0 };

test('a Job writes on a Volume that is made for it, and everything can be read back', async (t) => {
  await using premises = await mediaPremises({ prefix: 'Vol-' });
  const { catalog } = premises;
  const job = fakeJob(catalog, 1);
  const session = await premises.append(job);
  const contents = [100_000, 0, 3, 200_000].map((size, index) => pseudoRandomBytes(size, index));
  for (const [index, data] of contents.entries()) await writeFileRecords(session, index + 1, data);
  const totals = await session.close(GOOD);

  t.is(totals.files, 4);
  t.deepEqual(catalog.requests, [
    'FindMedia=1',
    'GetVolInfo Vol-0001 write=1',
    'CreateJobMedia 0-0',
    'UpdateMedia Vol-0001 Append relabel=1 jobs=1',
    'CreateJobMedia 1-4',
    'UpdateMedia Vol-0001 Append relabel=0 jobs=1',
  ]);
  const { bytes, blocks, writes, jobs, mounts, volumeType } = catalog.row('Vol-0001');
  t.is(bytes, (await stat(join(premises.folder, 'Vol-0001'))).size);
  t.deepEqual(
    { blocks, writes, jobs, mounts, volumeType },
    { blocks: 5, writes: 6, jobs: 1, mounts: 1, volumeType: 1 },
  );
  const { files, damages } = await readBack(premises, job);
  t.deepEqual([...files.values()], contents);
  t.deepEqual([damages, catalog.broken], [[], []]);
});
