/** Which of several Storages takes a backup, and what the others hear of it. */
import test from 'ava';
import { jobById } from '../../src/catalog/index.ts';
import { startFileDaemon, startStorageDaemon } from '../support/genuine.ts';
import { startOurDirector } from '../support/our-director.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

/** `patient`: who waited for a Storage as long as it may would not end within the limit of a test. */
async function twoStorages(database: string, options: { busy?: boolean; patient?: boolean } = {}) {
  await using stack = new AsyncDisposableStack();
  const device = (mediaType: string) => ({ devices: [{ name: 'FileStorage', mediaType }] });
  const first = stack.use(await startStorageDaemon({ version: '15.0.3', name: 'first-sd', ...device('File1') }));
  const second = stack.use(await startStorageDaemon({ version: '15.0.3', name: 'second-sd', ...device('File2') }));
  const client = stack.use(await startFileDaemon({ version: '15.0.3' }));
  const director = stack.use(
    await startOurDirector({
      catalog: await postgres.createDatabase(database),
      fileDaemons: [client],
      storageDaemons: [first, second],
      fileSets: [{ files: ['/etc/hostname'] }],
      jobDirectives: { Storage: undefined },
      directives: options.patient ? { 'SD Connect Timeout': '2 hours' } : {},
      edit: (text) => {
        const grouped = text.replace(/(Job \{\n\s*Name = "Backup")/, '$1\nStorage = first-sd, second-sd\n');
        return options.busy
          ? grouped.replace(/(Name = "first-sd"[\s\S]*?Device = )"FileStorage"/, '$1"NoSuchDevice"')
          : grouped;
      },
    }),
  );
  const kept = stack.move();
  return { first, second, client, director, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

test('the first one of the list takes the Job, and the row names it', async (t) => {
  await using stage = await twoStorages('storages_first');
  const ended = await stage.director.runAndWait({ job: 'Backup' });
  if (ended.status !== 'T') t.log(await stage.director.log());
  t.is(ended.status, 'T');
  t.regex(await stage.director.log(), /Storage: +"first-sd" \(From Job resource\)/);
  const { writeStorageId } = await stage.director.catalogAccess.one(jobById(ended.jobId));
  t.true(writeStorageId > 0);
});

test('one that does not run is passed over long before its timeout', async (t) => {
  await using stage = await twoStorages('storages_down', { patient: true });
  await stage.first.stop();
  const ended = await stage.director.runAndWait({ job: 'Backup' });
  if (ended.status !== 'T') t.log(await stage.director.log());
  t.is(ended.status, 'T');
  t.regex(await stage.director.log(), /Warning: Storage "first-sd" at .* cannot be reached/);
  t.regex(await stage.director.log(), /Storage: +"second-sd"/);
});

test('one that hangs is passed over long before its timeout', async (t) => {
  await using stage = await twoStorages('storages_hang', { patient: true });
  await stage.first.kill('SIGSTOP');
  const ended = await stage.director.runAndWait({ job: 'Backup' });
  await stage.first.kill('SIGCONT');
  t.is(ended.status, 'T');
  t.regex(await stage.director.log(), /Storage: +"second-sd"/);
});

test('one that has no such device is passed over', async (t) => {
  await using stage = await twoStorages('storages_device', { busy: true });
  const ended = await stage.director.runAndWait({ job: 'Backup' });
  t.is(ended.status, 'T');
  t.regex(await stage.director.log(), /Warning: Storage "first-sd" refused a device/);
  t.regex(await stage.director.log(), /Storage: +"second-sd"/);
});

test('when none is left the Job fails, and says what the last one said', async (t) => {
  await using stage = await twoStorages('storages_none');
  await Promise.all([stage.first.stop(), stage.second.stop()]);
  const ended = await stage.director.runAndWait({ job: 'Backup' });
  t.is(ended.status, 'f');
  t.regex(await stage.director.log(), /Fatal error: None of the Storages first-sd, second-sd takes the Job: .*refused/);
});
