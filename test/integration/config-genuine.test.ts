/** What the genuine Director accepts we accept, and what both versions refuse we refuse: `bacula-dir -t` on each file. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { parseDirectorConfig } from '../../src/config/index.ts';
import { DIRECTOR_CORPUS } from '../support/config-corpus.ts';
import { GENUINE_VERSIONS, type GenuineVersion, genuineCommand } from '../support/genuine-programs.ts';
import { run } from '../support/program.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { directory } from '../unit/config/support.ts';

/** The Catalog is opened when everything else is right; there is none. */
async function accepts(version: GenuineVersion, folder: string, text: string): Promise<boolean> {
  const file = join(folder, `${version}.conf`);
  await writeFile(file, Buffer.from(text, 'latin1'));
  const { stdout, stderr } = await run(genuineCommand(version, 'bacula-dir', ['-t', '-c', file]), { mayFail: true });
  return /Could not open Catalog/.test(stdout + stderr);
}

const PARTS = 4;
for (let part = 0; part < PARTS; part++) {
  test.serial(`files are accepted and refused as by the genuine Directors, part ${part + 1} of ${PARTS}`, async (t) => {
    await using temp = await makeTempDir('config');
    const folder = temp.path;
    for (const additions of DIRECTOR_CORPUS.filter((_, i) => i % PARTS === part)) {
      const text = directory(additions).replaceAll('"/w"', `"${folder}"`);
      const genuine = await Promise.all(GENUINE_VERSIONS.map((version) => accepts(version, folder, text)));
      const { problems } = parseDirectorConfig(text);
      const found = problems.map(({ message }) => message).join('; ') || 'accepted';
      t.is(problems.length === 0, genuine.includes(true), `${JSON.stringify(additions)}: ${found}`);
    }
  });
}
