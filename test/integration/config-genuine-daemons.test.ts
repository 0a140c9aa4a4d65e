/** What the genuine daemons accept we accept, and what both versions refuse we refuse: `bacula-sd -t`, `bacula-fd -t`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { loadClientConfig, loadStorageConfig } from '../../src/config/index.ts';
import { CLIENT_CORPUS, STORAGE_CORPUS } from '../support/config-daemon-corpus.ts';
import { GENUINE_VERSIONS, genuineCommand } from '../support/genuine-programs.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';

const DAEMONS = [
  { program: 'bacula-sd', corpus: STORAGE_CORPUS, load: loadStorageConfig },
  { program: 'bacula-fd', corpus: CLIENT_CORPUS, load: loadClientConfig },
] as const;

for (const { program, corpus, load } of DAEMONS) {
  test.serial(`files are accepted and refused as by the genuine ${program}`, async (t) => {
    await using folder = await makeTempDir('config');
    const file = join(folder.path, 'daemon.conf');
    for (const text of corpus) {
      await writeFile(file, text.replaceAll('FOLDER', folder.path));
      const accepted = await Promise.all(
        GENUINE_VERSIONS.map(async (version) => {
          const { status, stdout, stderr } = await run(genuineCommand(version, program, ['-t', '-c', file]), {
            mayFail: true,
          });
          return status === 0 && !/ERR|rror/.test(stdout + stderr);
        }),
      );
      const { problems } = await load(file);
      const found = problems.map(({ message }) => message).join('; ') || 'accepted';
      t.is(problems.length === 0, accepted.includes(true), `${text}: ${found}`);
    }
  });
}
