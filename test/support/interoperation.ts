/**
 * One row of the interoperation matrix: our Director with genuine daemons of one version and one kind of TLS saves the
 * special tree Full, Incremental, Differential, and brings back each of its states.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestFn } from 'ava';
import { makeAuthority } from './certificates.ts';
import { type CompareOptions, compareTrees, genuineLosses } from './compare-tree.ts';
import { BACKUP_JOB } from './director-config.ts';
import { type GenuineVersion, startFileDaemon, startStorageDaemon, type TlsKind } from './genuine.ts';
import { changeTree } from './many-files.ts';
import { startOurFileDaemon } from './our-file-daemon.ts';
import { startPostgres } from './postgres.ts';
import { run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';
import { LARGE_FILE, makeSpecialTree } from './tree.ts';
import { startUnderstudy } from './understudy.ts';

/** `client`: who saves the tree; left out: the genuine File Daemon of that version. */
export function interoperation(
  test: TestFn,
  version: GenuineVersion,
  tls: TlsKind,
  client: 'genuine' | 'ours' = 'genuine',
): void {
  const daemons = client === 'ours' ? `our Client and a genuine Storage ${version}` : `genuine ${version} daemons`;
  test(`each state of the special tree comes back through ${daemons}, TLS ${tls}`, async (t) => {
    await using authority = await makeAuthority();
    await using postgres = await startPostgres();
    await using dir = await makeTempDir('interoperation');
    const source = join(dir.path, 'source');
    await makeSpecialTree(source);

    await using fileDaemon =
      client === 'ours'
        ? await startOurFileDaemon({ tls, authority })
        : await startFileDaemon({ version, tls, authority });
    await using storageDaemon = await startStorageDaemon({ version, tls, authority });
    await using director = await startUnderstudy({
      catalog: await postgres.createDatabase(),
      fileDaemons: [fileDaemon],
      storageDaemons: [storageDaemon],
      fileSets: [{ files: [source] }],
      authority,
      certificate: await authority.issue('director'),
      jobDirectives: { Accurate: true },
    });

    const succeeds = async (jobId: number) => {
      const job = await director.ended(jobId, 300_000);
      if (job.status !== 'T') {
        t.log(await director.jobLog(jobId), await director.log(), await fileDaemon.log(), await storageDaemon.log());
        throw new Error(`JobId ${jobId} (${job.name}, ${job.level}) ended with ${job.status}`);
      }
      return job;
    };
    const backup = async (level: 'Full' | 'Differential' | 'Incremental') => {
      const job = await succeeds(await director.run({ job: BACKUP_JOB, level }));
      t.is(job.level, level.charAt(0));
      return job;
    };
    let restores = 0;
    const comesBack = async (what: string, expected: string, from: object, options: CompareOptions = {}) => {
      const where = join(dir.path, `restored-${++restores}`);
      await succeeds(await director.restore({ from, where }));
      const compared = { sparse: true, ...(client === 'ours' ? {} : genuineLosses(version)), ...options };
      t.deepEqual(await compareTrees(expected, join(where, source), compared), [], what);
      await run(['rm', '-rf', where]);
    };
    const now = { client: fileDaemon.name };

    const full = await backup('Full');
    const asOfFull = join(dir.path, 'as-of-full');
    await run(['cp', '-a', '--sparse=always', source, asOfFull]);
    await comesBack('the Full by its JobId', asOfFull, { jobId: full.jobId });
    await rm(join(source, LARGE_FILE)); // seen once: reading 4 GiB of holes is slow
    await sleep(1100); // the Catalog's times are whole seconds
    const beforeChanges = new Date().toISOString();
    await sleep(1100);

    await changeTree(source, 1);
    const incremental = await backup('Incremental');
    t.true(
      incremental.files < full.files / 2,
      `${incremental.files} files in the Incremental, ${full.files} in the Full`,
    );
    await comesBack('Full and Incremental', source, now);

    await changeTree(source, 2);
    await backup('Differential');
    await comesBack('Full and Differential', source, now);

    const exceptLarge = { except: (path: string) => path === LARGE_FILE };
    await comesBack('the point in time before the changes', asOfFull, { ...now, before: beforeChanges }, exceptLarge);
  });
}
