/** Verify Jobs of a genuine Director find with our Client what they find with a genuine one. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { BACKUP_JOB, FILE_SET, POOL } from '../support/director-config.ts';
import { GENUINE_VERSIONS, runConsole, startDirector, startStorageDaemon } from '../support/genuine.ts';
import { changeTree } from '../support/many-files.ts';
import { startOurFileDaemon } from '../support/our-file-daemon.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { makeSpecialTree } from '../support/tree.ts';

const VERIFY_JOB = `Job {
  Name = Look; Type = Verify; Level = InitCatalog; Verify Job = ${BACKUP_JOB}
  Client = test-fd; Storage = test-sd; FileSet = ${FILE_SET}; Pool = ${POOL}; Messages = Standard
}`;

for (const version of GENUINE_VERSIONS) {
  test(`a genuine Director ${version} verifies through our Client what is as it was and what is not`, async (t) => {
    await using postgres = await startPostgres();
    await using dir = await makeTempDir('verify');
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
      extra: VERIFY_JOB,
    });
    const order = (job: string) => runConsole(version, director, [`run job=${job} yes`, 'wait', 'messages']);
    const verifies = (level: string) => order(`Look level=${level}`);

    t.regex(await order(`${BACKUP_JOB} level=Full`), /Termination: +Backup OK\n/);
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
  });
}
