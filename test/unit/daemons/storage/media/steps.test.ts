/**
 * The machine stops at each single change that labelling, truncating, renaming and recycling make to a disk: what was
 * begun can be said again, and in the end the Volume is good for a Job.
 */
import test, { type ExecutionContext } from 'ava';
import type { LabelCommand } from '../../../../../src/daemons/storage/media/index.ts';
import {
  fakeJob,
  type MediaPremises,
  mediaPremises,
  readBack,
  writeFileRecords,
} from '../../../../support/media-premises.ts';
import { pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

const DATA = pseudoRandomBytes(100_000, 1);
const STEPS_MAX = 20;

let jobs = 0;

async function backUp(premises: MediaPremises, job = fakeJob(premises.catalog, ++jobs)) {
  const session = await premises.append(job);
  await writeFileRecords(session, 1, DATA);
  await session.close({ status: 'T', errors: 0 });
  return job;
}

/** On whatever Volume the Catalog has; all that was sent is there. */
async function isGood(t: ExecutionContext, premises: MediaPremises, volume: string, what: string): Promise<void> {
  const job = await backUp(premises);
  const ranges = premises.catalog.ranges(job.jobId);
  t.deepEqual([...new Set(ranges.map((range) => range.volume))], [volume], what);
  const { files, damages } = await readBack(premises, job);
  t.deepEqual([[...files.values()], damages], [[DATA], []], what);
  t.deepEqual(premises.catalog.broken, [], what);
}

/** At each change, with nothing, half and all of it on the disk. True: the machine did not get so far. */
type Attempt = (premises: MediaPremises, stopAt: () => void, what: string) => Promise<boolean>;

async function atEachChange(t: ExecutionContext, attempt: Attempt): Promise<void> {
  for (const part of [0, 0.5, 1]) {
    for (let changes = 0; ; changes++) {
      if (changes > STEPS_MAX) throw new Error('It never ends');
      await using premises = await mediaPremises();
      const stopAt = () => Object.assign(premises.device.faults, { changesLeft: changes, part });
      if (await attempt(premises, stopAt, `stopped at change ${changes} (${part})`)) {
        t.true(changes > 0);
        break;
      }
    }
  }
}

/** As after a power failure that took nothing of what was written. */
async function restart(premises: MediaPremises): Promise<boolean> {
  const lived = !premises.device.stopped;
  await premises.media[Symbol.asyncDispose]();
  premises.device.revive();
  premises.restart();
  return lived;
}

const commandFor = (volume: string): LabelCommand => ({
  device: 'Disk',
  drive: 0,
  slot: 0,
  volume,
  pool: 'Default',
  mediaType: 'File',
  release: '15.0',
});

test('label can be said again wherever the machine stopped, and the Volume is good for a Job', async (t) => {
  await atEachChange(t, async (premises, stopAt, what) => {
    stopAt();
    const first = await premises.media.commands.label(commandFor('Vol'));
    const lived = await restart(premises);
    if (!lived) {
      t.notRegex(first, /^3000 /, what);
      t.regex(await premises.media.commands.label(commandFor('Vol')), /^3000 OK label|^3920 .*already labeled/, what);
    }
    premises.catalog.add('Vol');
    await isGood(t, premises, 'Vol', what);
    return lived;
  });
});

for (const volume of ['Old', 'New']) {
  const what = volume === 'Old' ? 'truncated' : 'renamed';
  test(`a Volume that is ${what} is so in the end, wherever the machine stopped`, async (t) => {
    await atEachChange(t, async (premises, stopAt, when) => {
      premises.catalog.add('Old');
      await backUp(premises);
      premises.catalog.rows.delete('Old');
      const command = { ...commandFor(volume), oldVolume: 'Old' };
      stopAt();
      const first = await premises.media.commands.relabel(command);
      const lived = await restart(premises);
      if (!lived) {
        t.notRegex(first, /^3000 /, when);
        t.regex(await premises.media.commands.relabel(command), /^3000 OK label/, when);
      }
      t.deepEqual(
        (await premises.device.list()).map((entry) => entry.volume),
        [volume],
        when,
      );
      premises.catalog.add(volume);
      await isGood(t, premises, volume, when);
      return lived;
    });
  });
}

test('a Volume that begins anew does so in the end, wherever the machine stopped', async (t) => {
  await atEachChange(t, async (premises, stopAt, what) => {
    premises.catalog.add('Vol');
    await backUp(premises);
    premises.catalog.set('Vol', { status: 'Recycle' });
    stopAt();
    const job = fakeJob(premises.catalog, ++jobs);
    // Nobody hears of what a dead machine would say.
    premises.device.onStop = () => {
      job.lost = new Error('The machine is gone');
      job.cancel();
    };
    const cut = await backUp(premises, job).catch(() => undefined);
    const lived = await restart(premises);
    t.is(cut !== undefined, lived, what);
    await isGood(t, premises, 'Vol', what);
    return lived;
  });
});
