/** Volumes that the genuine daemons wrote, read by us: every block sound, every file as it was. */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { decodeAttributeRecord, STREAM } from '../../src/protocol/index.ts';
import {
  BootstrapSelection,
  bootstrapPart,
  decodeVolumeLabel,
  findAppendPoint,
  LABEL_KIND,
  RecordAssembler,
  readRecords,
  readVolume,
  type VolumeSource,
} from '../../src/volume/index.ts';
import { BACKUP_JOB } from '../support/director-config.ts';
import {
  GENUINE_VERSIONS,
  type GenuineVersion,
  type StorageDaemon,
  type StorageDaemonOptions,
  startFileDaemon,
  startStorageDaemon,
} from '../support/genuine.ts';
import { startPostgres } from '../support/postgres.ts';
import { pseudoRandomBytes } from '../support/pseudo-random.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { startUnderstudy } from '../support/understudy.ts';

const SIZES = [0, 1, 500, 64_476, 65_535, 65_536, 65_537, 200_000, 1_500_000, 7];

async function makeTree(root: string): Promise<void> {
  await mkdir(join(root, 'folder'), { recursive: true });
  for (const [i, size] of SIZES.entries()) await writeFile(join(root, 'folder', `${i}`), pseudoRandomBytes(size, i));
}

interface Opened extends AsyncDisposable {
  readonly source: VolumeSource;
}

async function openVolume(folder: string, volume: string): Promise<Opened> {
  const file = await open(join(folder, volume));
  const { size } = await file.stat();
  const read = async (buffer: Buffer, position: number) =>
    (await file.read(buffer, 0, buffer.length, position)).bytesRead;
  return { source: { volume, sizeBytes: size, read }, [Symbol.asyncDispose]: () => file.close() };
}

/** What one session holds: by path, the data of its file, whose digest must be that on the Volume. */
type Files = Map<string, Buffer>;

async function readSessions(t: ExecutionContext, folder: string): Promise<Map<string, Files>> {
  const volumes = (await readdir(folder)).sort();
  const selection = new BootstrapSelection([bootstrapPart(volumes)]);
  const assembler = new RecordAssembler(selection);
  const sessions = new Map<string, Files>();
  const open_ = new Map<string, { path: string; parts: Buffer[] }>();
  for (const pass of selection.passes) {
    t.true(selection.begin(pass));
    await using opened = await openVolume(folder, pass.volume);
    t.like(await findAppendPoint(opened.source), { address: opened.source.sizeBytes, tornBytes: 0, damages: [] });
    for await (const { records, damages } of readRecords(opened.source, assembler, { plan: selection.plan })) {
      t.deepEqual(damages, []);
      for (const { fileIndex, stream, data, sessionId, sessionTime, version } of records) {
        const key = `${sessionId}/${sessionTime}`;
        if (fileIndex === LABEL_KIND.volume) t.is(decodeVolumeLabel(data, version).volume, pass.volume);
        if (fileIndex < 0) continue;
        const files = sessions.get(key) ?? new Map<string, Buffer>();
        sessions.set(key, files);
        if (stream === STREAM.attributes) open_.set(key, { path: decodeAttributeRecord(data).path, parts: [] });
        const file = open_.get(key);
        if (file === undefined) continue;
        if (stream === STREAM.fileData) file.parts.push(Buffer.from(data));
        const whole = Buffer.concat(file.parts);
        files.set(file.path, whole);
        if (stream === STREAM.md5) t.deepEqual(createHash('md5').update(whole).digest(), Buffer.from(data), file.path);
      }
    }
  }
  t.deepEqual(assembler.finish().damages, []);
  return sessions;
}

async function sameAsSource(t: ExecutionContext, files: Files | undefined, source: string): Promise<void> {
  for (const [i] of SIZES.entries()) {
    const path = join(source, 'folder', `${i}`);
    t.deepEqual(files?.get(path), await readFile(path), path);
  }
}

/** Jobs of ours on genuine daemons that share one folder of Volumes; each run is a group that starts at once. */
async function write(
  t: ExecutionContext,
  daemons: readonly GenuineVersion[],
  runs: readonly (readonly number[])[],
  directives: NonNullable<StorageDaemonOptions['devices']>[number]['directives'] = {},
): Promise<{ folder: string; source: string; stack: AsyncDisposableStack }> {
  const stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir('written')).path;
  const [source, folder] = [join(dir, 'source'), join(dir, 'volumes')];
  await makeTree(source);
  const device = { name: 'FileStorage', archiveDevice: folder, directives };
  const storageDaemons: StorageDaemon[] = [];
  for (const [i, version] of daemons.entries()) {
    // Sessions of daemons that start in one second would be the same.
    if (i > 0) await setTimeout(1100);
    storageDaemons.push(stack.use(await startStorageDaemon({ version, name: `sd-${i}`, devices: [device] })));
  }
  const postgres = stack.use(await startPostgres());
  // One of 15.0.3 does not talk to a Storage Daemon of 9.6.7.
  const fileDaemon = stack.use(await startFileDaemon({ version: '9.6.7' }));
  const director = stack.use(
    await startUnderstudy({
      catalog: await postgres.createDatabase('ours'),
      fileDaemons: [fileDaemon],
      storageDaemons,
      fileSets: [{ files: [source], options: { Sparse: false } }],
      jobDirectives: { 'Allow Duplicate Jobs': true },
    }),
  );
  for (const group of runs) {
    const ids = await Promise.all(
      group.map((daemon) => director.run({ job: BACKUP_JOB, level: 'Full', storage: `sd-${daemon}` })),
    );
    for (const id of ids) {
      const job = await director.ended(id);
      if (job.status !== 'T') throw new Error(`JobId ${id} ended with ${job.status}\n${await director.log()}`);
    }
  }
  t.log((await readdir(folder)).join(' '));
  return { folder, source, stack };
}

for (const version of GENUINE_VERSIONS) {
  test.serial(`Jobs that ${version} wrote at the same time are read, block for block and file for file`, async (t) => {
    const { folder, source, stack } = await write(t, [version], [[0, 0, 0]]);
    await using _ = stack;
    const sessions = await readSessions(t, folder);
    t.is(sessions.size, 3);
    for (const files of sessions.values()) await sameAsSource(t, files, source);
  });

  test.serial(`a Job that ${version} wrote over several Volumes is read from one to the next`, async (t) => {
    const { folder, source, stack } = await write(t, [version], [[0]], { 'Maximum Volume Size': 1_050_000 });
    await using _ = stack;
    t.is((await readdir(folder)).length, 2);
    const sessions = await readSessions(t, folder);
    t.is(sessions.size, 1);
    for (const files of sessions.values()) await sameAsSource(t, files, source);
  });
}

test.serial('a Volume on which 15.0.3 went on behind 9.6.7 is read, each block in its own version', async (t) => {
  const { folder, source, stack } = await write(t, ['9.6.7', '15.0.3'], [[0], [1]]);
  await using _ = stack;
  const [volume = '', ...more] = await readdir(folder);
  t.deepEqual(more, []);
  await using opened = await openVolume(folder, volume);
  const versions = new Set<string>();
  for await (const { blocks } of readVolume(opened.source))
    for (const { header } of blocks) versions.add(header.version);
  t.deepEqual([...versions], ['BB02', 'BB03']);
  const sessions = await readSessions(t, folder);
  t.is(sessions.size, 2);
  for (const files of sessions.values()) await sameAsSource(t, files, source);
});
