/** Our Job reports beside those of a genuine 15.0.3 Director, on the same daemons: the same lines in the same shape. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { BACKUP_JOB } from '../support/director-config.ts';
import { runConsole, startDirector, startFileDaemon, startStorageDaemon } from '../support/genuine.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { startUnderstudy } from '../support/understudy.ts';

const version = '15.0.3';

/** The lines of the report with this termination, what differs from run to run made equal. */
function shapeOf(log: string, termination: string): string[] {
  const reports = [...log.matchAll(/Bacula test-dir [^\n]*\n( {2}[^\n]*\n)+/g)].map(([report]) => report);
  const report = reports.find((text) => text.includes(termination)) ?? `no report of ${termination} in: ${log}`;
  return report
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .replace(/\d[\d,.]*/g, '9')
        .replace(/(9 )+(secs?|B|KB|MB)\b/g, '9 unit')
        .replace(/9-unit/g, '9'),
    );
}

test('backup and restore reports have the lines of the genuine ones', async (t) => {
  await using postgres = await startPostgres();
  await using dir = await makeTempDir('report');
  const source = join(dir.path, 'source');
  await mkdir(source);
  for (let i = 0; i < 20; i++) await writeFile(join(source, `file${i}`), 'text '.repeat(2000));
  await using fileDaemon = await startFileDaemon({ version });
  await using storageDaemon = await startStorageDaemon({ version });
  const shared = {
    fileDaemons: [fileDaemon],
    storageDaemons: [storageDaemon],
    fileSets: [{ files: [source], options: { Compression: 'GZIP' } }],
  };

  let genuine: string;
  {
    await using director = await startDirector({
      ...shared,
      version,
      catalog: await postgres.createGenuineCatalog(version),
    });
    const commands = ['run job=Backup yes', 'wait', 'restore client=test-fd select all done yes', 'wait', 'messages'];
    genuine = await runConsole(version, director, commands, { timeoutMs: 120_000 });
  }
  const poolDirectives = { 'Label Format': 'Own-' };
  await using director = await startUnderstudy({
    ...shared,
    catalog: await postgres.createDatabase('ours'),
    poolDirectives,
  });
  const backup = await director.ended(await director.run({ job: BACKUP_JOB }));
  const restore = await director.ended(await director.restore({ from: { jobId: backup.jobId } }));
  const ours = (await director.jobLog(backup.jobId)) + (await director.jobLog(restore.jobId));

  const named = (lines: string[]): string[] =>
    lines.map((line) =>
      line
        .replace('Own-', 'Vol-')
        .replace(/(Where: +).*/, '$1path')
        .replace(/(Job: +)\w+\.\S+/, '$1job'),
    );
  t.deepEqual(named(shapeOf(ours, 'Backup OK')), named(shapeOf(genuine, 'Backup OK')));
  t.deepEqual(named(shapeOf(ours, 'Restore OK')), named(shapeOf(genuine, 'Restore OK')));
});
