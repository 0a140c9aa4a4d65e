/** A Job that comes in parts, as a restore from many Volumes does: one after the other, under the same name. */
import { pbkdf2 } from 'node:crypto';
import test from 'ava';
import { backUp, beginBackup } from '../support/played-backup.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { openPlayedStorage } from '../support/played-storage.ts';

/** All of Node's own threads have something to do, so that each operation on a file takes its time. */
function busyThreads(): Disposable {
  let stopped = false;
  const work = (): void => {
    if (!stopped) pbkdf2('p', 's', 60_000, 64, 'sha512', work);
  };
  for (let lane = 0; lane < 8; lane++) work();
  return {
    [Symbol.dispose]() {
      stopped = true;
    },
  };
}

test('the next part begins as soon as the Director has heard the last word of the one before', async (t) => {
  await using storage = await openPlayedStorage();
  await using first = await PlayedDirector.call(storage);
  await using second = await PlayedDirector.call(storage);
  const sending = await beginBackup(first, { jobId: 1 });
  await sending.file(Buffer.alloc(10_000, 1));
  {
    using _busy = busyThreads();
    await sending.close();
    await first.hears(/^3099 /m);
    await t.notThrowsAsync(second.startJob({ jobId: 1 }));
  }
  t.is((await backUp(storage, [Buffer.alloc(10)], { jobId: 2 })).jobId, 2);
});
