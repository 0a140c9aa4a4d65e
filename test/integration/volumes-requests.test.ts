/** What a Storage Daemon tells and asks of a Volume that it has, answered from a real PostgreSQL (03 §5). */
import test from 'ava';
import { sql } from '../../src/catalog/index.ts';
import type { Clock } from '../../src/core/index.ts';
import { daysAgo, volumeWorlds, writeVolume } from '../support/volume-job.ts';

const world = volumeWorlds();

const clockAt = (date: Date): Clock => ({ now: () => date, monotonicMs: () => 0, sleep: async () => {} });

test('UpdateMedia keeps the dates: first write once, last write with new blocks, label date with a label', async (t) => {
  await using w = await world({ name: 'Full' });
  const [labelTime, writeTime, readTime] = [daysAgo(3), daysAgo(2), daysAgo(1)];
  const first = await w.startJob('Full', { clock: clockAt(labelTime) });
  const found = await first.find();
  if (!found) return t.fail();
  await first.update(found, { relabel: true, volumeType: 1 });
  const second = await w.startJob('Full', { clock: clockAt(writeTime) });
  await second.update(found, { jobs: 1, blocks: 4, bytes: 900, writes: 4, files: 2 });
  const third = await w.startJob('Full', { clock: clockAt(readTime) });
  const answer = await third.update(found, { jobs: 1, blocks: 4, bytes: 900, writes: 4, readTimeUs: 77, files: 0 });
  t.like(answer, { jobs: 1, blocks: 4, bytes: 900, readTimeUs: 77, files: 2 });
  const media = await w.catalog.one(sql<Record<string, Date>>`
    SELECT FirstWritten AS first, LastWritten AS last, LabelDate AS label FROM Media`);
  const seconds = (date: Date | undefined): number => Math.floor((date?.getTime() ?? 0) / 1000);
  t.is(seconds(media.first), seconds(labelTime));
  t.is(seconds(media.label), seconds(labelTime));
  t.is(seconds(media.last), seconds(writeTime));
});

test('UpdateMedia of a Volume that nobody knows fails, and says so', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  const found = await job.find();
  if (!found) return t.fail();
  await t.throwsAsync(job.update({ ...found, volume: 'Gone' }), {
    message: /^1991 Catalog Request for vol=Gone failed/,
  });
});

test('a Volume that has had enough is told in the answer, and not offered again', async (t) => {
  await using w = await world({ name: 'Full', maximumVolumeJobs: 1 });
  const job = await w.startJob('Full');
  const found = await job.find();
  if (!found) return t.fail();
  const answer = await job.update(found, { jobs: 1, blocks: 4, bytes: 900, writes: 4 });
  t.is(answer.status, 'Used');
  t.true(job.said.includes('info: Max Volume jobs=1 exceeded. Marking Volume "Vol-0001" as Used.'));
  t.is((await job.find())?.volume, 'Vol-0002');
});

test('a status that an operator set is not undone by a Storage that appends', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  const found = await job.find();
  if (!found) return t.fail();
  await w.catalog.execute(sql`UPDATE Media SET VolStatus = 'Disabled'`);
  t.is((await job.update(found, { jobs: 1, blocks: 2 })).status, 'Disabled');
});

test('GetVolInfo tells why a Volume may not be written', async (t) => {
  await using w = await world({ name: 'Full' }, { name: 'Diff' });
  const job = await w.startJob('Full');
  const { volume } = await writeVolume(await w.startJob('Full'));
  t.is(await job.get('Nix'), '1997 Volume "Nix" not in catalog.\n');
  t.is(
    await job.get(volume),
    `1998 Volume "${volume}" catalog status is Full, but should be Append, Purged or Recycle.\n`,
  );
  t.regex(await job.get(volume, false), /^1000 OK VolName=Vol-0001 /);
  t.regex(await (await w.startJob('Diff')).get(volume), /catalog status is Full, not in Pool\./);
  await w.catalog.execute(sql`UPDATE Media SET Recycle = 0`);
  t.regex(await job.get(volume), /volume has recycling disabled/);
  await w.catalog.execute(sql`UPDATE Media SET MediaType = 'Tape'`);
  t.regex(await job.get(volume), /not correct MediaType/);
  await w.catalog.execute(sql`UPDATE Media SET MediaType = 'File', Enabled = 0`);
  t.regex(await job.get(volume), /is not Enabled/);
  t.regex(await job.get(volume, false), /is not Enabled/);
});

test('GetVolInfo recycles a Purged Volume before it is written', async (t) => {
  await using w = await world({ name: 'Full' });
  const { volume } = await writeVolume(await w.startJob('Full'));
  await w.catalog.execute(sql`UPDATE Media SET VolStatus = 'Purged'`);
  const job = await w.startJob('Full');
  t.regex(await job.get(volume), /^1000 OK .* VolBytes=1 .* VolStatus=Recycle /);
  t.deepEqual(job.said, ['info: Recycled current volume "Vol-0001"']);
});

test('ranges are numbered on, twice the same is one, and placeholders go at the end', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  const [a, b] = [await job.find(1), await job.find(2)];
  if (!a || !b) return t.fail();
  t.is(await job.wrote(a.mediaId, [0, 0]), '1000 OK CreateJobMedia\n');
  t.is(await job.wrote(a.mediaId, [1, 3]), '1000 OK CreateJobMedia\n');
  t.is(await job.wrote(a.mediaId, [1, 3]), '1000 OK CreateJobMedia\n');
  t.is(await job.wrote(b.mediaId, [3, 9]), '1000 OK CreateJobMedia\n');
  t.is(await job.wrote(4711), '1992 Create JobMedia error\n');
  const rows = () =>
    w.catalog.query(sql<{ text: string }>`
    SELECT MediaId || ': ' || FirstIndex || '-' || LastIndex || ' #' || VolIndex AS text FROM JobMedia ORDER BY VolIndex`);
  const texts = (await rows()).map(({ text }) => text);
  t.deepEqual(texts, [`${a.mediaId}: 0-0 #1`, `${a.mediaId}: 1-3 #2`, `${b.mediaId}: 3-9 #3`]);
  const { end } = await w.catalog.one(
    sql<{ end: number }>`SELECT EndBlock AS end FROM Media WHERE MediaId = ${a.mediaId}`,
  );
  t.is(end, 4785);
});

test('numbers that no row can hold are refused, and nothing changes', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  const found = await job.find();
  if (!found) return t.fail();
  await t.throwsAsync(job.update(found, { jobs: 4_294_967_295, bytes: 9 }), { message: /^1993 Update Media error/ });
  t.is(await job.wrote(found.mediaId, [1, 4_294_967_295]), '1992 Create JobMedia error\n');
  t.is(job.said.filter((text) => text.startsWith('error: Catalog refused')).length, 2);
  t.like(await job.find(), { bytes: 0, jobs: 0 });
});

test('what is no request of ours is answered as that', async (t) => {
  await using w = await world({ name: 'Full' });
  const job = await w.startJob('Full');
  t.is(
    await job.ask({ kind: 'unknown-request', text: 'CatReq JobId=1 Nonsense\n' }),
    '1990 Invalid Catalog Request: CatReq JobId=1 Nonsense\n',
  );
});
