/** A Storage Daemon that dies before the Client has called it: a Client tries for half an hour, the Job does not. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type FileDaemon, type StorageDaemon, startFileDaemon, startStorageDaemon } from '../support/genuine.ts';
import { type OurDirector, startOurDirector } from '../support/our-director.ts';
import { startOurStorageDaemon } from '../support/our-storage-daemon.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

/** Nobody listens there: the Client calls in vain. */
const ASTRAY = { 'FD Storage Address': '127.0.0.77' };
/** Far below what a Client allows itself. */
const SOON_MS = 180_000;

interface Scene {
  readonly client: FileDaemon;
  readonly director: OurDirector;
}

async function scene(t: ExecutionContext, storage: StorageDaemon): Promise<Scene> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('early-end'));
  const source = join(dir.path, 'source');
  await mkdir(source);
  await writeFile(join(source, 'file'), 'content');
  const client = stack.use(await startFileDaemon({ version: '15.0.3' }));
  const director = stack.use(
    await startOurDirector({
      catalog: await postgres.createDatabase(`early${storage.port}`),
      fileDaemons: [client],
      storageDaemons: [storage],
      fileSets: [{ files: [source] }],
      directives: { 'SD Connect Timeout': '5 seconds' },
      storageDirectives: ASTRAY,
    }),
  );
  const kept = stack.move();
  t.teardown(() => kept.disposeAsync());
  return { client, director };
}

async function callsInVain({ director, client }: Scene): Promise<number> {
  const { jobId } = await director.run({ job: 'Backup' });
  await until(async () => /Connected to Client/.test(await director.log()), { what: 'the Client to be called' });
  await until(async () => (await director.clientStatus(client.name)).includes('Backup.'), {
    what: 'the Client to begin',
  });
  return jobId;
}

async function endsSoon(t: ExecutionContext, { director }: Scene, jobId: number, said: RegExp): Promise<void> {
  await until(() => director.status().active.length === 0, { what: 'the end of the Job', timeoutMs: SOON_MS });
  const ended = await director.waitFor(jobId);
  t.true('Ef'.includes(ended?.status ?? 'none'), ended?.status);
  t.regex(await director.log(), said);
}

async function nextRuns(t: ExecutionContext, { director }: Scene): Promise<void> {
  director.change({ storageDirectives: {} });
  await director.reload();
  t.is((await director.runAndWait({ job: 'Backup' })).status, 'T', await director.log());
}

test('a genuine one', async (t) => {
  await using storage = await startStorageDaemon({ version: '15.0.3' });
  const on = await scene(t, storage);
  const jobId = await callsInVain(on);
  await storage.kill('SIGKILL');
  await endsSoon(t, on, jobId, /Fatal error: Connection to Storage "test-sd" was lost/);
  await storage.start();
  await nextRuns(t, on);
});

test('one of ours that is there again', async (t) => {
  await using storage = await startOurStorageDaemon();
  const on = await scene(t, storage);
  const jobId = await callsInVain(on);
  await storage.kill('SIGKILL');
  await storage.start();
  await endsSoon(
    t,
    on,
    jobId,
    /The Storage Daemon ended while the Job ran[\s\S]*Storage "test-sd" refused to wait for data/,
  );
  await nextRuns(t, on);
});

test('one of ours that stays away', async (t) => {
  await using storage = await startOurStorageDaemon();
  const on = await scene(t, storage);
  const jobId = await callsInVain(on);
  await storage.kill('SIGKILL');
  await endsSoon(t, on, jobId, /Warning: Storage "test-sd" was lost[\s\S]*Fatal error: Storage "test-sd" /);
  await storage.start();
  await nextRuns(t, on);
});
