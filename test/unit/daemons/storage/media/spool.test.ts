/** Data spooling: what waits in a file, when it comes to the Volume, what a full or a failing disk does, what stays behind. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { FileDevice } from '../../../../../src/daemons/storage/device/index.ts';
import type { AppendSession } from '../../../../../src/daemons/storage/media/index.ts';
import { FaultyDevice } from '../../../../support/faulty-device.ts';
import {
  type FakeJob,
  fakeJob,
  type MediaPremises,
  mediaPremises,
  readBack,
  recordsOf,
  writeFileRecords,
} from '../../../../support/media-premises.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';
import { makeTempDir } from '../../../../support/temp-dir.ts';
import { until } from '../../../../support/wait.ts';

const GOOD = { status: 'T', errors: 0 };
const FILE_BYTES = 300_000;

interface Stage {
  readonly premises: MediaPremises;
  readonly spool: FaultyDevice;
  readonly folder: string;
  job(jobId: number, maxBytes?: number): FakeJob;
}

async function withSpool(directives: string, act: (stage: Stage) => Promise<void>): Promise<void> {
  await using dir = await makeTempDir('data-spool');
  const folder = join(dir.path, 'spool');
  await mkdir(folder);
  const spool = new FaultyDevice(new FileDevice(folder));
  const device = `Spool Directory = ${folder}\n ${directives}`;
  await using premises = await mediaPremises({ prefix: 'Vol-', device, more: { [folder]: spool } });
  const job = (jobId: number, maxBytes = 0) => fakeJob(premises.catalog, jobId, { dataSpool: { maxBytes } });
  await act({ premises, spool, folder, job });
}

/** Files 1, 2, 3 … of the session. */
async function fill(session: AppendSession, jobId: number, files: number, from = 1): Promise<Buffer[]> {
  const contents = Array.from({ length: files }, (_, index) =>
    pseudoRandomBytes(FILE_BYTES, jobId * 100 + from + index),
  );
  for (const [index, data] of contents.entries()) await writeFileRecords(session, from + index, data);
  return contents;
}

const spoolingWords = ({ said }: FakeJob): string[] =>
  said
    .filter((text) => /pool/.test(text))
    .map((text) => text.trimEnd().replaceAll(/\d[\d,.:]*\d( [KM](?= Bytes\/))?/g, '#'));

test('data waits in a file and comes to the Volume when the Job ends, before the Director hears of it', async (t) => {
  await withSpool('', async ({ premises, folder, job }) => {
    const one = job(1);
    const session = await premises.append(one);
    const contents = await fill(session, 1, 4);
    await until(async () => (await readdir(folder)).length === 1, { what: 'a spool file' });
    t.deepEqual(await readdir(folder), ['tst-sd.data.1.Backup.2026-11-20_10.00.00_1.Disk.spool']);
    t.is(session.figures.spool, 'spooling');
    t.is((await recordsOf(premises.folder, 'Vol-0001')).length, 1);
    await session.close(GOOD);
    t.deepEqual(await readdir(folder), []);
    t.deepEqual(spoolingWords(one), [
      'info: Spooling data ...',
      'info: Committing spooled data to Volume "Vol-#". Despooling # bytes ...',
      'info: Despooling elapsed time = #, Transfer rate = # Bytes/second',
    ]);
    t.regex(
      one.said.join(''),
      /Despooling elapsed time = \d\d:\d\d:\d\d, Transfer rate = \d+\.\d+ [KM] Bytes\/second\n/,
    );
    t.deepEqual(one.statuses, ['l', 'R']);
    const { files, damages } = await readBack(premises, one);
    t.deepEqual([...files.values()], contents);
    t.deepEqual([damages, premises.catalog.broken], [[], []]);
    const { bytes } = premises.catalog.row('Vol-0001');
    t.true(bytes > 4 * FILE_BYTES && bytes <= premises.device.safeBytes('Vol-0001'));
  });
});

test("a Job's own limit comes before the device's, and each time it is reached all goes to the Volume", async (t) => {
  await withSpool('Maximum Job Spool Size = 100k', async ({ premises, job }) => {
    const one = job(1, 700_000);
    const session = await premises.append(one);
    const contents = await fill(session, 1, 6);
    await session.close(GOOD);
    const said = one.said.join('');
    t.regex(said, /User specified Job spool size reached: JobSpoolSize=7\d\d,\d{3} MaxJobSpoolSize=700,000\n/);
    t.is(said.match(/Writing spooled data to Volume\. Despooling/g)?.length, 2);
    t.is(said.match(/Spooling data again/g)?.length, 2);
    t.deepEqual([...(await readBack(premises, one)).files.values()], contents);
  });
});

test('several Jobs on one device spool at once, share its limit, and lie on the Volume each in one piece', async (t) => {
  await withSpool('Maximum Spool Size = 900kb', async ({ premises, folder, job }) => {
    const jobs = [job(1), job(2)];
    const sessions = await Promise.all(jobs.map((one) => premises.append(one)));
    const contents = await Promise.all(sessions.map((session, index) => fill(session, index + 1, 2)));
    for (const [index, session] of sessions.entries()) contents[index]?.push(...(await fill(session, index + 1, 2, 3)));
    t.is((await readdir(folder)).length, 2);
    const { spooling } = await premises.media.describe();
    t.is(spooling.activeJobs, 2);
    await Promise.all(sessions.map((session) => session.close(GOOD)));
    t.regex(
      jobs.map(({ said }) => said.join('')).join(''),
      /Device spool size reached: DevSpoolSize=\d+,\d{3} MaxDevSpoolSize=900,000/,
    );
    for (const [index, one] of jobs.entries()) {
      const { files, damages } = await readBack(premises, one);
      t.deepEqual([...files.values()], contents[index]);
      t.deepEqual(damages, []);
    }
    const { activeJobs, bytes, jobs: done, maxBytes } = (await premises.media.describe()).spooling;
    t.deepEqual([activeJobs, bytes, done], [0, 0, 2]);
    t.true(maxBytes >= 900_000 && maxBytes < 1_300_000);
    t.deepEqual(premises.catalog.broken, []);
  });
});

test('what the spool disk has no room for comes to the Volume early, and nothing is lost', async (t) => {
  await withSpool('', async ({ premises, spool, job }) => {
    const one = job(1);
    const session = await premises.append(one);
    const first = await fill(session, 1, 2);
    spool.faults.roomBytes = 150_000;
    const second = await fill(session, 1, 4, 3);
    await until(async () => /No more data can be spooled/.test(one.said.join('')), { what: 'a warning' });
    spool.faults.roomBytes = Number.POSITIVE_INFINITY;
    const third = await fill(session, 1, 2, 7);
    await session.close(GOOD);
    t.regex(
      one.said.join(''),
      /warning: No more data can be spooled: .*What is spooled goes to the Volume now\. Give the Spool Directory more room/,
    );
    const { files, damages } = await readBack(premises, one);
    t.deepEqual([...files.values()], [...first, ...second, ...third]);
    t.deepEqual(damages, []);
  });
});

test('a spool disk without room for a single block, or without its folder, is no reason not to back up', async (t) => {
  await withSpool('', async ({ premises, spool, job }) => {
    const one = job(1);
    const session = await premises.append(one);
    spool.faults.roomBytes = 0;
    const contents = await fill(session, 1, 6);
    await until(async () => session.figures.spool === undefined, { what: 'no more spooling' });
    await session.close(GOOD);
    t.regex(one.said.join(''), /warning: No data can be spooled: .*It goes to the Volume at once/);
    t.deepEqual([...(await readBack(premises, one)).files.values()], contents);

    const two = job(2);
    const another = await premises.append(two); // roomBytes is 0: no file can be made
    const more = await fill(another, 2, 1);
    await another.close(GOOD);
    t.regex(two.said.join(''), /warning: No data can be spooled in .*Does the Spool Directory exist/);
    t.deepEqual([...(await readBack(premises, two)).files.values()], more);
  });
});

test('a spool file that reads back as something else fails the Job, and the Volume stays good', async (t) => {
  await withSpool('', async ({ premises, spool, folder, job }) => {
    const [one, two] = [job(1), job(2)];
    const session = await premises.append(one);
    const contents = await fill(session, 1, 12);
    const [name = ''] = await readdir(folder);
    await until(async () => spool.operations >= 2, { what: 'writes' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await using file = await new FileDevice(folder).open(name, 'write');
    await file.writeAt([Buffer.from('garbled')], 100_000);
    await t.throwsAsync(session.close(GOOD), { code: 'STORAGE_SPOOL_DAMAGED' });
    const next = await premises.append(two);
    const more = await fill(next, 2, 1);
    await next.close(GOOD);
    t.deepEqual([...(await readBack(premises, two)).files.values()], more);
    t.true(contents.length > 0);
    t.deepEqual(premises.catalog.broken, []);
    t.deepEqual(await readdir(folder), []);
  });
});

test('a canceled Job leaves its spooled data, while it spools and while it waits for its turn', async (t) => {
  await withSpool('Maximum Job Spool Size = 500k', async ({ premises, spool, folder, job }) => {
    const [spools, waits, good] = [job(1), job(2), job(3)];
    const a = await premises.append(spools);
    await fill(a, 1, 1);
    spools.cancel();
    await a.close({ status: 'A', errors: 0 });

    premises.device.faults.delayMs = 40;
    const c = await premises.append(good);
    const filling = fill(c, 3, 3);
    const b = await premises.append(waits);
    const lost = fill(b, 2, 3).catch((error: Error) => error);
    await until(async () => /size reached/.test(waits.said.join('')), { what: 'the limit' });
    waits.cancel();
    await b.close({ status: 'A', errors: 0 });
    await lost;
    const contents = await filling;
    await c.close(GOOD);
    t.deepEqual([...(await readBack(premises, good)).files.values()], contents);
    t.deepEqual(await readdir(folder), []);
    t.true(spool.operations > 0);
    t.deepEqual(premises.catalog.broken, []);
  });
});

test('an Incomplete Job keeps what was spooled', async (t) => {
  await withSpool('', async ({ premises, job }) => {
    const one = job(1);
    const session = await premises.append(one);
    const contents = await fill(session, 1, 4);
    await session.close({ status: 'I', errors: 0, lastFile: 3 });
    const { files } = await readBack(premises, one);
    t.deepEqual([...files.values()], contents.slice(0, 3));
  });
});

test('a leftover of the same name does not mix with the data of a Job', async (t) => {
  await withSpool('', async ({ premises, folder, job }) => {
    await writeFile(join(folder, 'tst-sd.data.1.Backup.2026-11-20_10.00.00_1.Disk.spool'), 'x'.repeat(5_000_000));
    const one = job(1);
    const session = await premises.append(one);
    const contents = await fill(session, 1, 2);
    await session.close(GOOD);
    t.deepEqual([...(await readBack(premises, one)).files.values()], contents);
  });
});
