/**
 * Our File Daemon in the place of the genuine one, under a genuine Director with its genuine Storage Daemon: each state
 * of the special tree is saved and comes back, and Verify Jobs find what they find with a genuine Client.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { compareTrees } from '../support/compare-tree.ts';
import { BACKUP_JOB, FILE_SET, POOL, RESTORE_JOB, restoreWhere } from '../support/director-config.ts';
import { GENUINE_VERSIONS, runConsole, startDirector, startStorageDaemon } from '../support/genuine.ts';
import { changeTree } from '../support/many-files.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { startPostgres } from '../support/postgres.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { makeSpecialTree } from '../support/tree.ts';

const VERIFY_JOB = `Job {
  Name = Look; Type = Verify; Level = InitCatalog; Verify Job = ${BACKUP_JOB}
  Client = test-fd; Storage = test-sd; FileSet = ${FILE_SET}; Pool = ${POOL}; Messages = Standard
}`;

for (const version of GENUINE_VERSIONS) {
  test.serial(
    `a genuine Director ${version} saves, restores and verifies each state of a tree through our Client`,
    async (t) => {
      await using postgres = await startPostgres();
      await using dir = await makeTempDir('our-client');
      const source = join(dir.path, 'source');
      await makeSpecialTree(source, { large: false });
      await using client = await startOurFileDaemon();
      await using storage = await startStorageDaemon({ version });
      await using director = await startDirector({
        version,
        catalog: await postgres.createGenuineCatalog(version),
        fileDaemons: [client],
        storageDaemons: [storage],
        fileSets: [{ files: [source], options: { Verify: 'pinsug5' } }],
        jobDirectives: { Accurate: true },
        extra: VERIFY_JOB,
      });
      const console = (...commands: string[]) => runConsole(version, director, commands, { timeoutMs: 300_000 });
      const saves = async (level: string) => {
        const said = await console(`run job=${BACKUP_JOB} level=${level} yes`, 'wait', 'messages');
        if (!/Termination: +Backup OK\n/.test(said)) t.log(said, await client.log());
        t.regex(said, /Termination: +Backup OK\n/);
        return Number(/FD Files Written: +([\d,]+)/.exec(said)?.[1]?.replaceAll(',', ''));
      };
      const comesBack = async (what: string) => {
        const where = restoreWhere(director.workingDirectory);
        const restore = `restore client=test-fd restorejob=${RESTORE_JOB} select all done yes`;
        const said = await console(restore, 'wait', 'messages');
        const differences = await compareTrees(source, join(where, source), { sparse: true });
        if (differences.length > 0) t.log(said, await client.log(), await storage.log());
        t.deepEqual(differences, [], what);
        t.regex(said, /Termination: +Restore OK\n/);
        await run(['rm', '-rf', where]);
      };
      const verifies = (level: string) => console(`run job=Look level=${level} yes`, 'wait', 'messages');

      const full = await saves('Full');
      await comesBack('the Full');
      for (const level of ['InitCatalog', 'Catalog', 'DiskToCatalog', 'VolumeToCatalog', 'Data']) {
        t.regex(await verifies(level), /Termination: +Verify OK\n/, level);
      }
      await sleep(1100); // the Catalog's times are whole seconds
      await changeTree(source, 1);
      const differences = await verifies('Catalog');
      t.regex(differences, /New file: \S+\/source\/\S+/);
      t.regex(differences, /MD5 digest differs/);
      t.regex(differences, /The following files are in the Catalog but not on disk:/);
      t.regex(differences, /Termination: +Verify Differences\n/);

      const incremental = await saves('Incremental');
      t.true(incremental < full / 2, `${incremental} files in the Incremental, ${full} in the Full`);
      await comesBack('Full and Incremental: added, changed, renamed, deleted');
      await sleep(1100);
      await changeTree(source, 2);
      await rm(join(source, 'links/one'));
      await saves('Differential');
      await comesBack('Full and Differential');
      t.is(await saves('Incremental'), 0, 'nothing has changed since');
    },
  );
}
