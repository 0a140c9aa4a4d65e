/** Daemons that are not there, do not want us, die, hang or talk nonsense: the Job says so, and the next one runs. */
import test, { type ExecutionContext } from 'ava';
import { type JobStatus, jobById } from '../../src/catalog/index.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';
import { type Stage, setStage } from '../support/stage.ts';
import { until } from '../support/wait.ts';

let postgres: Postgres;
test.before(async () => {
  postgres = await startPostgres();
});
test.after.always(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

const SLOW = { 'Maximum Bandwidth': '5 kb/s' };
const slowFiles = Array.from({ length: 40 }, () => 100_000);

/** `status`: the letters that are true. */
async function endsWith(t: ExecutionContext, stage: Stage, jobId: number, status: string, said: RegExp): Promise<void> {
  const ended = await stage.director.waitFor(jobId);
  const log = await stage.director.log();
  if (!status.includes(ended?.status ?? 'none') || !said.test(log)) {
    t.log(ended?.status, log, await stage.client.log(), await stage.storage.log());
  }
  t.true(status.includes(ended?.status ?? 'none'), ended?.status);
  t.regex(log, said);
  t.is((await stage.director.catalogAccess.one(jobById(jobId))).jobStatus, ended?.status as JobStatus);
  t.deepEqual(stage.director.status().active, []);
}

async function nextRuns(t: ExecutionContext, stage: Stage): Promise<void> {
  const next = await stage.director.runAndWait({ job: 'Backup' });
  if (next.status !== 'T') t.log(await stage.director.log());
  t.is(next.status, 'T');
}

const running = (stage: Stage): Promise<boolean> =>
  until(async () => (await stage.director.log()).includes('Wrote label'), { what: 'data to flow' });

for (const version of ['15.0.3', '9.6.7'] as const) {
  test(`a wrong password at either ${version} daemon is named at once, and no try is repeated`, async (t) => {
    for (const [block, name] of [
      ['Client', 'Client "test-fd"'],
      ['Storage', 'Storage "test-sd"'],
    ] as const) {
      const wrong = new RegExp(`(^${block} \\{[^}]*Password = )"[^"]*"`, 'm');
      const stage = await setStage(t, postgres, { version, edit: (text) => text.replace(wrong, '$1"wrong"') });
      const { jobId } = await stage.director.run({ job: 'Backup' });
      await endsWith(t, stage, jobId, 'f', new RegExp(`Fatal error: ${name} at localhost:\\d+ .*[Pp]assword`));
      t.notRegex(await stage.director.log(), /trying on/);
      stage.director.change({ edit: (text) => text });
      await stage.director.reload();
      await nextRuns(t, stage);
    }
  });

  for (const [daemon, status] of [
    ['client', 'E'],
    ['storage', 'Ef'],
  ] as const) {
    const [role, name] = daemon === 'client' ? ['Client', 'test-fd'] : ['Storage Daemon', 'test-sd'];
    test(`a ${version} ${role} that is killed in mid-Job`, async (t) => {
      const stage = await setStage(t, postgres, { version, jobDirectives: SLOW, files: slowFiles });
      const { jobId } = await stage.director.run({ job: 'Backup' });
      await running(stage);
      await stage[daemon].kill('SIGKILL');
      const lost = `Connection to ${role.split(' ')[0]} "${name}" was lost while waiting for the end of the Job`;
      await endsWith(t, stage, jobId, status, new RegExp(lost));
      await stage[daemon].start();
      stage.director.change({ jobDirectives: {} });
      await stage.director.reload();
      await nextRuns(t, stage);
    });
  }
}

test('daemons that do not run are waited for, as long as their timeouts say', async (t) => {
  for (const daemon of ['client', 'storage'] as const) {
    const directives = { 'FD Connect Timeout': '3 seconds', 'SD Connect Timeout': '3 seconds' };
    const stage = await setStage(t, postgres, { version: '15.0.3', directives });
    await stage[daemon].stop();
    const { jobId } = await stage.director.run({ job: 'Backup' });
    await endsWith(
      t,
      stage,
      jobId,
      'f',
      /Warning: .* does not answer, trying on[\s\S]*Fatal error: .* cannot be reached/,
    );
    await stage[daemon].start();
    await nextRuns(t, stage);
  }
});

test('a daemon that comes back within the timeout is found, and the Job is none the worse', async (t) => {
  const stage = await setStage(t, postgres, { version: '15.0.3' });
  await stage.storage.stop();
  const { jobId } = await stage.director.run({ job: 'Backup' });
  await until(async () => (await stage.director.log()).includes('trying on'), { what: 'the first try to fail' });
  await stage.storage.start();
  await endsWith(t, stage, jobId, 'T', /trying on/);
});

test('a device that a 15.0.3 does not have is refused in its own words', async (t) => {
  const stage = await setStage(t, postgres, { version: '15.0.3', storageDirectives: { Device: 'NoSuchDevice' } });
  const { jobId } = await stage.director.run({ job: 'Backup' });
  await endsWith(t, stage, jobId, 'f', /Storage "test-sd" refused a device: 3924 Device "NoSuchDevice" not in SD/);
});
