/** A Job of our Storage Daemon that waits for a Volume, while its Director goes away and does not come back, or does. */
import test, { type ExecutionContext } from 'ava';
import { PlayedClient } from '../support/played-client.ts';
import { PlayedDirector } from '../support/played-director.ts';
import { openPlayedStorage, type PlayedStorage } from '../support/played-storage.ts';
import { until } from '../support/wait.ts';

const JOB = 'Backup.2026-11-20_10.00.00_1';
const DIRECTOR_WAIT_MS = 400;
const WAITS = /JobStatus=109\n/;
const GAVE_UP = /waits for a Volume, and no Director has been there for \d+ seconds/;

/** A daemon whose Directors have no Volume to give. */
async function stage(t: ExecutionContext): Promise<PlayedStorage> {
  const storage = await openPlayedStorage({ tools: { directorWaitMs: DIRECTOR_WAIT_MS } });
  t.teardown(() => storage[Symbol.asyncDispose]());
  return storage;
}

/** The answer to `append data`, once there is one. */
async function beginWaiting(director: PlayedDirector): Promise<{ answer: Promise<string | undefined> }> {
  const { catalog } = director.storage;
  const found = catalog.find.bind(catalog);
  catalog.find = () => ({ kind: 'refused', why: '1901 No Media. ' });
  const ticket = await director.startJob();
  await director.use('Drive-0', true);
  await director.run();
  const client = await PlayedClient.call(director.storage, JOB, ticket);
  await client.ask('append open session\n');
  const answer = client.ask('append data 1\n').finally(() => client[Symbol.asyncDispose]());
  answer.catch(() => undefined);
  await director.hears(WAITS);
  catalog.find = found;
  return { answer };
}

const ended = (storage: PlayedStorage): Promise<string> =>
  until(
    async () => {
      await using operator = await PlayedDirector.call(storage);
      const said = (await operator.list('.status terminated')).join('');
      return /Backup/.test(said) ? said : undefined;
    },
    { what: 'the Job to end' },
  );

test('a Job whose genuine Director has hung up while it waits for a Volume ends, and its device is free', async (t) => {
  const storage = await stage(t);
  const director = await PlayedDirector.call(storage);
  const { answer } = await beginWaiting(director);
  director.die();
  t.is(await answer, undefined);
  t.regex(await ended(storage), /Error/);
  await using next = await PlayedDirector.call(storage);
  const ticket = await next.startJob({ jobId: 2 });
  t.regex(await next.use('Drive-0', true), /^3000 OK use device/);
  await next.run();
  const client = await PlayedClient.call(storage, 'Backup.2026-11-20_10.00.00_2', ticket);
  await client.openAppend();
  await client.file(1, Buffer.alloc(1000));
  await client.closeAppend();
  t.is((await next.end()).status, 'T');
});

test('a Job of a Director of ours does so too, and the next Director reads what to do', async (t) => {
  const storage = await stage(t);
  const director = await PlayedDirector.lead(storage, 7);
  const { answer } = await beginWaiting(director);
  director.die();
  t.is(await answer, undefined);
  await using next = await PlayedDirector.lead(storage, 8);
  await until(async () => (await next.list('journal list\n')).join('').includes('ended=1'), { what: 'its last word' });
  await next.ask(`journal attach Job=${JOB} from=1\n`);
  t.is((await next.end()).status, 'f');
  t.regex([...next.facts.values()].join(''), GAVE_UP);
  t.regex([...next.facts.values()].join(''), /Start the Director, see that it has a Volume for the Pool/);
});

test('a Director that is there may let a Job wait for as long as it likes', async (t) => {
  const storage = await stage(t);
  await using director = await PlayedDirector.call(storage);
  const { answer } = await beginWaiting(director);
  let answered = false;
  void answer.then(() => {
    answered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 3 * DIRECTOR_WAIT_MS));
  t.false(answered);
  await using operator = await PlayedDirector.call(storage);
  await operator.list('label Drive-0 VolumeName=New-1 PoolName=Default MediaType=File Slot=0 drive=0');
  storage.catalog.add('New-1', { bytes: 228, volumeType: 1 });
  await operator.list('mount Drive-0 drive=0 slot=0');
  t.is(await answer, '3000 OK data\n');
});
