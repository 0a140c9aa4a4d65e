/**
 * The test bed judged by the genuine programs alone: a genuine Director saves and restores the special tree with its own
 * daemons, and the comparison finds nothing. So a difference found with our Director is ours.
 */
import { join } from 'node:path';
import test from 'ava';
import { compareTrees, genuineLosses } from '../support/compare-tree.ts';
import { restoreWhere } from '../support/director-config.ts';
import {
  GENUINE_VERSIONS,
  runConsole,
  startDirector,
  startFileDaemon,
  startStorageDaemon,
} from '../support/genuine.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { makeSpecialTree } from '../support/tree.ts';

for (const version of GENUINE_VERSIONS) {
  test.serial(`a genuine ${version} restores the special tree, and the comparison finds nothing`, async (t) => {
    await using postgres = await startPostgres();
    await using dir = await makeTempDir('pair');
    const source = join(dir.path, 'source');
    await makeSpecialTree(source);
    const catalog = await postgres.createGenuineCatalog(version);
    await using fileDaemon = await startFileDaemon({ version });
    await using storageDaemon = await startStorageDaemon({ version });
    await using director = await startDirector({
      version,
      catalog,
      fileDaemons: [fileDaemon],
      storageDaemons: [storageDaemon],
      fileSets: [{ files: [source] }],
    });

    const said = await runConsole(
      version,
      director,
      ['run job=Backup yes', 'wait', 'restore client=test-fd select all done yes', 'wait', 'messages'],
      { timeoutMs: 300_000 },
    );

    const where = restoreWhere(director.workingDirectory);
    const differences = await compareTrees(source, join(where, source), { sparse: true, ...genuineLosses(version) });
    if (differences.length > 0) t.log(said, await director.log(), await fileDaemon.log(), await storageDaemon.log());
    t.deepEqual(differences, []);
    t.regex(said, /Termination: +Backup OK/);
    t.regex(said, /Termination: +Restore OK/);
  });
}
