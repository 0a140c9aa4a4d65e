/** What our media write is what the genuine readers of both releases read: shared Volumes, several in turn, torn ends. */
import { appendFile, copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { bls, GENUINE_VERSIONS, startStorageDaemon } from '../support/genuine.ts';
import { fakeJob, type MediaPremises, mediaPremises, writeFileRecords } from '../support/media-premises.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';

const GOOD = { status: 'T', errors: 0 };

/** Two Jobs at once over several Volumes, power that fails in the middle of a block, and a Job after it. */
async function writeVolumes(premises: MediaPremises): Promise<string[]> {
  const { catalog, folder } = premises;
  const sessions = await Promise.all([1, 2].map((id) => premises.append(fakeJob(catalog, id))));
  for (let index = 1; index <= 8; index++) {
    for (const session of sessions) await writeFileRecords(session, index, pseudoRandomBytes(150_000, index));
  }
  await Promise.all(sessions.map((session) => session.close(GOOD)));
  const last = [...catalog.rows.keys()].at(-1) ?? '';
  const torn = pseudoRandomBytes(3000, 1);
  torn.writeUInt32BE(64_512, 4);
  torn.write('BB02', 12, 'latin1');
  await appendFile(join(folder, last), torn);
  premises.restart();
  const after = await premises.append(fakeJob(catalog, 3));
  await writeFileRecords(after, 1, pseudoRandomBytes(1000, 9));
  await after.close(GOOD);
  return [...catalog.rows.keys()];
}

for (const version of GENUINE_VERSIONS) {
  test(`bls ${version} reads what our media wrote, and finds every Job whole`, async (t) => {
    await using premises = await mediaPremises({ prefix: 'Vol-', limits: { maxBytes: 1_000_000 } });
    const volumes = await writeVolumes(premises);
    t.deepEqual((await readdir(premises.folder)).sort(), volumes);
    t.true(volumes.length >= 3);
    await using storage = await startStorageDaemon({ version });
    for (const volume of volumes) {
      await copyFile(join(premises.folder, volume), join(storage.volumeDirectory, volume));
    }
    const { stdout, stderr } = await bls(storage, { volumes, args: ['-j', '-v'] });
    const said = stdout + stderr;
    t.notRegex(said, /mismatch|[Dd]iscarded|[Ee]rror:|Wanted ID/);
    const ended = [...said.matchAll(/End Job Session Record:\nJobId +: (\d+)\n[\s\S]*?JobStatus +: T\n/g)];
    t.deepEqual(ended.map(([, jobId]) => jobId).sort(), ['1', '2', '3'], said);
  });
}
