/** A Job that comes in parts, as a restore from many Volumes does: one after the other, under the same name. */
import { pbkdf2 } from 'node:crypto';
import test from 'ava';
import { backUp, beginBackup } from '../support/played-backup.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { openPlayedStorage, type PlayedStorage } from '../support/played-storage.ts';
import { until } from '../support/wait.ts';

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

const WAYS = {
  'a genuine Director': (storage: PlayedStorage) => PlayedDirector.call(storage),
  'a Director of ours, through a journal': (storage: PlayedStorage) => PlayedDirector.lead(storage, 7),
};

for (const [who, call] of Object.entries(WAYS)) {
  test(`${who}: the next part begins as soon as the last word of the one before was heard, and both are whole`, async (t) => {
    await using storage = await openPlayedStorage();
    await using first = await call(storage);
    await using second = await call(storage);
    const sending = await beginBackup(first, { jobId: 1 });
    await sending.file(Buffer.alloc(10_000, 1));
    {
      using _busy = busyThreads();
      await sending.close();
      await until(() => first.ended !== undefined, { everyMs: 1, what: 'the last word' });
      const next = await beginBackup(second, { jobId: 1, drive: 'Drive-1' });
      await next.file(Buffer.alloc(10_000, 2));
      await next.close();
      t.is((await second.end()).status, 'T');
    }
    t.is((await first.end()).status, 'T');
    t.is((await backUp(storage, [Buffer.alloc(10)], { jobId: 2 })).jobId, 2);
  });
}
