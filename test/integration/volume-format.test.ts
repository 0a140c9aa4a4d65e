/** Volumes that our packer wrote, judged by the genuine programs: bls, bextract and bscan of both versions. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  type BootstrapPart,
  bootstrapPart,
  encodeLabelBlock,
  encodeSessionLabel,
  findAppendPoint,
  formatBootstrap,
} from '../../src/volume/index.ts';
import { bextract, bls, bscan, GENUINE_VERSIONS, type StorageDaemon, startStorageDaemon } from '../support/genuine.ts';
import { startPostgres } from '../support/postgres.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { type InventedFile, inventFiles, lstatOf, recordsOf } from '../support/written-files.ts';
import { SESSION_TIME, sessionLabel, sourceOf, WrittenVolume, writeSession } from '../support/written-volume.ts';

const first = inventFiles('/first', 100);
const second = inventFiles('/second', 200);

/** Two Jobs whose blocks stand in turn, with labels around them, and a third behind them. */
function twoJobs(blockBytes = 64_512): WrittenVolume {
  const volume = new WrittenVolume('Ours-0001').label();
  const packers = [1, 2].map((sessionId) =>
    volume.session({ sessionId, blockBytes, firstNumber: sessionId === 1 ? 1 : 0 }),
  );
  packers.forEach((packer, i) => {
    packer.writeLabel('startOfSession', i + 1, encodeSessionLabel(sessionLabel(i + 1)));
  });
  for (let fileIndex = 1; fileIndex <= first.length; fileIndex++) {
    packers.forEach((packer, i) => {
      const file = [first, second][i]?.[fileIndex - 1] as InventedFile;
      for (const { stream, data } of recordsOf(file, fileIndex)) packer.write(fileIndex, stream, data);
    });
  }
  packers.forEach((packer, i) => {
    const own = volume.blocks.filter(({ sessionId }) => sessionId === i + 1);
    const startAddress = own[0]?.address ?? volume.size;
    const counts = { files: first.length, bytes: packer.jobBytes, errors: 0, jobStatus: 'T' };
    const end = () => ({ ...counts, startAddress, endAddress: volume.size });
    packer.makeRoom(encodeSessionLabel(sessionLabel(i + 1), end()).length);
    packer.writeLabel('endOfSession', i + 1, encodeSessionLabel(sessionLabel(i + 1), end()));
    packer.flush();
  });
  return volume;
}

const put = (storage: StorageDaemon, name: string, bytes: Buffer) =>
  writeFile(join(storage.volumeDirectory, name), bytes, { mode: 0o640 });

/**
 * One session for itself: bextract has one file open at a time, and mixes up those of sessions whose blocks stand in
 * turn, whoever wrote them.
 */
const sessionOf = (volumes: readonly string[], sessionId: number, rest: Partial<BootstrapPart> = {}): string => {
  const sessionIds = [{ first: sessionId, last: sessionId }];
  return [...formatBootstrap([bootstrapPart(volumes, { mediaType: 'File', sessionIds, ...rest })])].join('');
};

async function sameFiles(t: ExecutionContext, target: string, files: readonly InventedFile[]): Promise<void> {
  for (const { path, data } of files) t.true(data.equals(await readFile(join(target, path))), path);
}

for (const version of GENUINE_VERSIONS) {
  test.serial(`bls, bextract and bscan of ${version} read what we wrote`, async (t) => {
    await using stack = new AsyncDisposableStack();
    const storage = stack.use(await startStorageDaemon({ version }));
    const folder = stack.use(await makeTempDir('format')).path;
    const postgres = stack.use(await startPostgres());
    const volume = twoJobs();
    await put(storage, volume.name, volume.bytes);
    const volumes = [volume.name];

    const listed = await bls(storage, { volumes });
    for (const { path } of [...first, ...second]) t.true(listed.stdout.includes(path), path);
    const jobs = await bls(storage, { volumes, args: ['-j'] });
    for (const jobId of [1, 2]) t.regex(jobs.stdout, new RegExp(`Begin Job Session Record.*JobId=${jobId}`));
    t.is(jobs.stdout.match(/Files=15 .*Status=T/g)?.length, 2, jobs.stdout);
    const labels = await bls(storage, { volumes, args: ['-L'] });
    t.regex(labels.stdout, /VolName +: Ours-0001/);
    const blocks = await bls(storage, { volumes, args: ['-k'] });
    t.notRegex(blocks.stdout + blocks.stderr, /checksum mismatch|error/i);

    for (const [i, files] of [first, second].entries()) {
      const target = join(folder, `extracted-${i}`);
      const extracted = await bextract(storage, { volumes: [], bootstrap: sessionOf(volumes, i + 1), target });
      t.regex(extracted.stdout, /15 files restored/);
      await sameFiles(t, target, files);
    }

    const catalog = await postgres.createGenuineCatalog(version, 'scanned');
    await bscan(storage, { volumes, catalog });
    const jobRows = await postgres.psql(
      catalog.database,
      'SELECT Job, Type, Level, JobStatus, VolSessionId, VolSessionTime, JobFiles, JobErrors FROM Job ORDER BY VolSessionId',
    );
    const job = (id: number) => `${sessionLabel(id).job}|B|F|T|${id}|${SESSION_TIME}|15|0\n`;
    t.is(jobRows.trim(), (job(1) + job(2)).trim());
    const fileRows = await postgres.psql(
      catalog.database,
      version === '9.6.7'
        ? 'SELECT FileIndex, Path || Filename.Name, LStat FROM File JOIN Path USING (PathId) JOIN Filename USING (FilenameId) ORDER BY JobId, FileIndex'
        : 'SELECT FileIndex, Path || Filename, LStat FROM File JOIN Path USING (PathId) ORDER BY JobId, FileIndex',
    );
    const rows = [first, second].flatMap((files) =>
      files.map(({ path, data }, i) => `${i + 1}|${path}|${lstatOf(data.length)}`),
    );
    t.deepEqual(fileRows.trim().split('\n'), rows);
  });

  test.serial(`${version} finds single files by addresses, in small blocks and over two Volumes of ours`, async (t) => {
    await using stack = new AsyncDisposableStack();
    const storage = stack.use(
      await startStorageDaemon({
        version,
        devices: [{ name: 'FileStorage', directives: { 'Maximum Block Size': 4096 } }],
      }),
    );
    const folder = stack.use(await makeTempDir('format')).path;
    const written = twoJobs(4096);
    const cut = written.blocks[200]?.address ?? 0;
    await put(
      storage,
      'Ours-A',
      Buffer.concat([
        new WrittenVolume('Ours-A').label().bytes,
        written.bytes.subarray(written.blocks[0]?.address, cut),
      ]),
    );
    const next = new WrittenVolume('Ours-B').label({}, { volumesWritten: 2, sessionId: 1, sessionTime: SESSION_TIME });
    await put(storage, 'Ours-B', Buffer.concat([next.bytes, written.bytes.subarray(cut)]));

    for (const [i, files] of [first, second].entries()) {
      const target = join(folder, `whole-${i}`);
      const bootstrap = sessionOf(['Ours-A', 'Ours-B'], i + 1);
      t.regex((await bextract(storage, { volumes: [], bootstrap, target })).stdout, /15 files restored/);
      await sameFiles(t, target, files);
    }

    await put(storage, written.name, written.bytes);
    const holding = written.blocks.filter(
      ({ sessionId, firstFileIndex, lastFileIndex }) => sessionId === 2 && firstFileIndex <= 13 && lastFileIndex >= 13,
    );
    const [from, to] = [holding[0], holding.at(-1)];
    const bootstrap = sessionOf([written.name], 2, {
      sessionTimes: [{ first: SESSION_TIME, last: SESSION_TIME }],
      addresses: [{ first: from?.address ?? 0, last: (to?.address ?? 0) + (to?.bytes ?? 0) - 1 }],
      fileIndexes: [{ first: 13, last: 13 }],
      count: 1,
    });
    const one = join(folder, 'one');
    t.regex((await bextract(storage, { volumes: [], bootstrap, target: one })).stdout, /1 files restored/);
    await sameFiles(t, one, second.slice(12, 13));
  });

  test.serial(
    `after a crash ${version} reads everything that was whole, and what was appended behind it`,
    async (t) => {
      await using stack = new AsyncDisposableStack();
      const storage = stack.use(await startStorageDaemon({ version }));
      const folder = stack.use(await makeTempDir('format')).path;
      const before = twoJobs();
      const died = new WrittenVolume();
      writeSession(died, { sessionId: 3, jobId: 3 }, (packer) =>
        packer.write(1, 2, second[12]?.data ?? Buffer.alloc(0)),
      );
      const torn = Buffer.concat([before.bytes, died.bytes.subarray(0, 64_512 + 40_000)]);
      const point = await findAppendPoint(sourceOf(torn));
      t.like(point, { address: before.size + 64_512, tornBytes: 40_000 });

      const later = new WrittenVolume();
      const file = { path: '/later/file', data: Buffer.from('written after the crash') };
      writeSession(
        later,
        { sessionId: 1, sessionTime: SESSION_TIME + 60, jobId: 4 },
        (packer) => {
          for (const { stream, data } of recordsOf(file, 1)) packer.write(1, stream, data);
        },
        { files: 1 },
      );
      await put(storage, before.name, Buffer.concat([torn.subarray(0, point.address), later.bytes]));
      const jobs = await bls(storage, { volumes: [before.name], args: ['-j'] });
      t.regex(jobs.stdout, /Begin Job Session Record.*JobId=4/);
      t.notRegex(jobs.stdout, /checksum mismatch/);
      const target = join(folder, 'later');
      const times = { sessionTimes: [{ first: SESSION_TIME + 60, last: SESSION_TIME + 60 }] };
      const bootstrap = sessionOf([before.name], 1, times);
      t.regex((await bextract(storage, { volumes: [], bootstrap, target })).stdout, /1 files restored/);
      await sameFiles(t, target, [file]);
      const earlier = join(folder, 'earlier');
      await bextract(storage, { volumes: [], bootstrap: sessionOf([before.name], 2), target: earlier });
      await sameFiles(t, earlier, second);
    },
  );
}

test.serial(
  'labels that no Job has written behind are labels to the genuine programs, in each version of blocks',
  async (t) => {
    for (const version of GENUINE_VERSIONS) {
      await using storage = await startStorageDaemon({ version });
      for (const blocks of version === '9.6.7' ? (['BB02'] as const) : (['BB02', 'BB03'] as const)) {
        const name = `Empty-${blocks}`;
        const label = encodeLabelBlock(
          {
            volume: name,
            labelTimeUs: 1_795_169_552_456_007,
            writeTimeUs: 1_795_169_552_456_007,
            pool: 'Pool with blanks',
            poolType: 'Backup',
            mediaType: 'File',
            host: 'localhost',
            labelProgram: 'test-sd',
            programVersion: 'Ver. 15.0.3 25 March 2025 ',
            programDate: 'Build Apr 24 2025 15:00:09 ',
          },
          { kind: 'preLabel', version: blocks },
        );
        await put(storage, name, label);
        const { stdout } = await bls(storage, { volumes: [name], args: ['-L'] });
        t.regex(stdout, new RegExp(`VolName +: ${name}`), version);
        t.regex(stdout, /PoolName +: Pool with blanks/);
      }
    }
  },
);
