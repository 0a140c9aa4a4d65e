/** A Job lives through the death of the PostgreSQL that its Director had started for itself. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { startFileDaemon, startStorageDaemon } from '../support/genuine.ts';
import { dataFlows } from '../support/premises.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { startUnderstudy } from '../support/understudy.ts';
import { until } from '../support/wait.ts';

const FILES = 120;

test('the Job goes on when its Catalog was killed and started again, and knows every file', async (t) => {
  await using dir = await makeTempDir('tree');
  for (let i = 0; i < FILES; i++) await writeFile(join(dir.path, `file-${i}`), pseudoRandomBytes(20_000, i + 1));
  await using client = await startFileDaemon({ version: '15.0.3' });
  await using storage = await startStorageDaemon({ version: '15.0.3' });
  await using director = await startUnderstudy({
    fileDaemons: [client],
    storageDaemons: [storage],
    fileSets: [{ files: [dir.path] }],
    jobDirectives: { 'Maximum Bandwidth': '200 kb/s' },
  });
  const pidFile = join(director.workingDirectory, 'catalog/data/postmaster.pid');
  const pidOf = async () => Number.parseInt(await readFile(pidFile, 'latin1').catch(() => '0'), 10);

  const jobId = await director.run({ job: 'Backup' });
  await dataFlows(director, jobId);
  const killed = await pidOf();
  process.kill(killed, 'SIGKILL');
  await until(async () => ![0, killed].includes(await pidOf()), { what: 'PostgreSQL to run again' });

  const job = await director.ended(jobId, 180_000);
  if (job.status !== 'T') t.log(await director.log());
  t.is(job.status, 'T');
  t.is(job.files, FILES + 1);
  const { stdout } = await director.cli(['list', 'files', String(jobId)]);
  t.is(stdout.split('\n').filter((line) => line.includes('/file-')).length, FILES);
  t.regex(await director.log(), /has ended without the Director/);
});
