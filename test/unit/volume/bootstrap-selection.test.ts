import test from 'ava';
import { type BootstrapPart, bootstrapPart, type Range } from '../../../src/volume/bootstrap.ts';
import { parseBootstrap } from '../../../src/volume/bootstrap-parse.ts';
import { BootstrapSelection } from '../../../src/volume/bootstrap-selection.ts';
import { BootstrapRegexError } from '../../../src/volume/errors.ts';
import { RecordAssembler } from '../../../src/volume/record-assembler.ts';
import { encodeSessionLabel } from '../../../src/volume/session-label.ts';
import { pseudoRandomBytes } from '../../support/pseudo-random.ts';
import { SESSION_TIME, sessionLabel, sourceOf, WrittenVolume, writeSession } from '../../support/written-volume.ts';
import { readBack } from './read-back.ts';

const DATA = pseudoRandomBytes(4000, 21);
const path = (session: number, file: number): Buffer =>
  Buffer.from(`${file} 3 /job${session}/file${file}\0lstat\0\0\0`);

/** Two sessions one after the other, each with files of 900 bytes in blocks of 2048. */
function twoSessions(files = 10): WrittenVolume {
  const volume = new WrittenVolume().label();
  for (const sessionId of [1, 2]) {
    const label = { client: `client${sessionId}`, jobLevel: sessionId === 1 ? 'F' : 'I' };
    writeSession(volume, { sessionId, jobId: 10 * sessionId, blockBytes: 2048, label }, (packer) => {
      for (let file = 1; file <= files; file++) {
        packer.write(file, 1, path(sessionId, file));
        packer.write(file, 2, DATA.subarray(file, file + 900));
        packer.write(file, 10, DATA.subarray(0, 20));
      }
    });
  }
  return volume;
}

const range = (first: number, last = first): Range => ({ first, last });
const partOf = (rest: Partial<BootstrapPart>, volume = 'Written-0001') => bootstrapPart([volume], rest);
const SESSION_1 = { sessionIds: [range(1)], sessionTimes: [range(SESSION_TIME)] };

/** What comes of it: `session:file/stream`, labels as `session:SOS`. */
async function select(volume: WrittenVolume, parts: readonly BootstrapPart[], reads: [number, number][] = []) {
  const selection = new BootstrapSelection(parts);
  const assembler = new RecordAssembler(selection);
  const found: string[] = [];
  for (const pass of selection.passes) {
    if (!selection.begin(pass)) continue;
    const source = sourceOf(volume.bytes, reads, pass.volume);
    const { records, damages, stopped } = await readBack(source, { plan: selection.plan, assembler, pieceBytes: 4096 });
    if (stopped !== undefined || damages.length > 0) throw new Error(JSON.stringify([stopped, damages]));
    for (const { sessionId, fileIndex, stream } of records) found.push(`${sessionId}:${nameOf(fileIndex, stream)}`);
  }
  return found;
}

const nameOf = (fileIndex: number, stream: number) =>
  ({ [-2]: 'VOL', [-4]: 'SOS', [-5]: 'EOS' })[fileIndex] ?? `${fileIndex}/${stream}`;
const file = (session: number, fileIndex: number) => [1, 2, 10].map((stream) => `${session}:${fileIndex}/${stream}`);
const files = (found: readonly string[]) => found.filter((text) => /\d\//.test(text));

test('an empty part is the whole Volume', async (t) => {
  const found = await select(twoSessions(), [partOf({})]);
  t.is(files(found).length, 60);
  t.deepEqual(
    found.filter((text) => !/\d\//.test(text)),
    ['0:VOL', '1:SOS', '1:EOS', '2:SOS', '2:EOS'],
  );
});

test('a session and a list of files is what a restore of some files reads', async (t) => {
  const found = await select(twoSessions(), [partOf({ ...SESSION_1, fileIndexes: [range(2), range(9, 10)] })]);
  t.deepEqual(found, ['1:SOS', ...file(1, 2), ...file(1, 9), ...file(1, 10), '1:EOS']);
});

test('ranges of sessions, of times, of streams', async (t) => {
  const volume = twoSessions();
  t.is(files(await select(volume, [partOf({ sessionIds: [range(1, 2)] })])).length, 60);
  t.is(files(await select(volume, [partOf({ sessionIds: [range(2, 9)] })])).length, 30);
  t.is(files(await select(volume, [partOf({ sessionTimes: [range(1)] })])).length, 0);
  const attributes = files(await select(volume, [partOf({ streams: [range(1)] })]));
  t.is(attributes.length, 20);
  t.true(attributes.every((text) => text.endsWith('/1')));
});

test('the labels of sessions decide over Job, JobId, Client, type and level', async (t) => {
  const volume = twoSessions();
  const conditions: Partial<BootstrapPart>[] = [
    { jobs: ['Backup.2026-11-20_10.12.30_20'] },
    { jobIds: [range(15, 25)] },
    { clients: ['client2', 'other'] },
    { jobLevel: 'I'.charCodeAt(0) },
  ];
  for (const condition of conditions) {
    const found = await select(volume, [partOf(condition)]);
    t.is(files(found).length, 30, JSON.stringify(condition));
    t.true(
      found.every((text) => text.startsWith('2:')),
      JSON.stringify(condition),
    );
  }
  t.is(files(await select(volume, [partOf({ jobType: 'B'.charCodeAt(0) })])).length, 60);
  t.is(files(await select(volume, [partOf({ jobs: ['Backup'] })])).length, 0);
});

test('a session whose label is not read is believed where the part names the session itself', async (t) => {
  const volume = twoSessions();
  // From its third block on, which the file before goes on into.
  const cut = volume.blocks[2]?.firstFileIndex ?? 0;
  const addresses = [range(volume.blocks[2]?.address ?? 0, volume.size)];
  const fileIndexes = [range(cut + 1, 10)];
  t.true(
    files(await select(volume, [partOf({ ...SESSION_1, jobIds: [range(10)], addresses, fileIndexes })])).length > 10,
  );
  t.deepEqual(files(await select(volume, [partOf({ jobIds: [range(10)], addresses, fileIndexes })])), []);
});

test('the first label of a session counts: others in it are copies from other sessions', async (t) => {
  const volume = new WrittenVolume().label();
  writeSession(volume, { sessionId: 1, jobId: 30 }, (packer) => {
    packer.writeLabel('startOfSession', 10, encodeSessionLabel(sessionLabel(10)));
    packer.write(1, 2, DATA);
  });
  t.is(files(await select(volume, [partOf({ jobIds: [range(30)] })])).length, 1);
  t.is(files(await select(volume, [partOf({ jobIds: [range(10)] })])).length, 0);
});

test('FileRegex takes the files whose path matches, with all their streams', async (t) => {
  const volume = twoSessions();
  t.deepEqual(files(await select(volume, [partOf({ fileRegex: '^/job2/.*e(1|7)$' })])), [...file(2, 1), ...file(2, 7)]);
  const data = await select(volume, [partOf({ fileRegex: 'file7', streams: [range(2)] })]);
  t.deepEqual(files(data), ['1:7/2', '2:7/2']);
  t.throws(() => new BootstrapSelection([partOf({ fileRegex: '(' })]), { instanceOf: BootstrapRegexError });
});

test('several parts for one session, one of them with FileRegex, each take their own', async (t) => {
  const parts = [
    partOf({ ...SESSION_1, fileIndexes: [range(1, 5)], fileRegex: 'file3' }),
    partOf({ ...SESSION_1, fileIndexes: [range(8)] }),
    partOf({ sessionIds: [range(2)], fileIndexes: [range(2)], count: 1 }),
  ];
  t.deepEqual(files(await select(twoSessions(), parts)), [...file(1, 3), ...file(1, 8), ...file(2, 2)]);
});

test('one file of a large Volume is read from its addresses only, and nothing behind it', async (t) => {
  const volume = twoSessions(400);
  const ofSession = volume.blocks.filter(({ sessionId }) => sessionId === 2);
  const [start, end] = [ofSession[100], ofSession[180]] as [(typeof ofSession)[0], (typeof ofSession)[0]];
  const wanted = start.firstFileIndex + 3;
  const part = partOf({
    sessionIds: [range(2)],
    sessionTimes: [range(SESSION_TIME)],
    addresses: [range(start.address, end.address + end.bytes - 1)],
    fileIndexes: [range(wanted)],
    count: 1,
  });
  const reads: [number, number][] = [];
  t.deepEqual(files(await select(volume, [part], reads)), file(2, wanted));
  const read = reads.reduce((sum, [, bytes]) => sum + bytes, 0);
  t.true(read < 30_000, `${read} of ${volume.size} bytes`);
  t.true(reads.every(([position]) => position >= start.address));
});

test('parts that follow one another on a Volume are one pass, and a Volume may come again', (t) => {
  const parts = [partOf({}, 'A'), partOf({}, 'A'), bootstrapPart(['A', 'B']), partOf({}, 'B'), partOf({}, 'A')];
  t.deepEqual(
    new BootstrapSelection(parts).passes.map((pass) => [pass.volume, pass.parts.length]),
    [
      ['A', 3],
      ['B', 2],
      ['A', 1],
    ],
  );
});

test('a Volume all of whose files went by on the one before is not mounted', async (t) => {
  const part = bootstrapPart(['A', 'B'], { ...SESSION_1, fileIndexes: [range(2)], count: 1 });
  const selection = new BootstrapSelection([part]);
  const [first, second] = selection.passes;
  if (first === undefined || second === undefined) return t.fail();
  t.true(selection.begin(first));
  await readBack(sourceOf(twoSessions().bytes), { plan: selection.plan, filter: selection });
  t.false(selection.begin(second));
  return undefined;
});

test('addresses in two halves, as old files have them, are the same addresses', async (t) => {
  const volume = twoSessions();
  const { address, bytes } = volume.blocks[1] as (typeof volume.blocks)[number];
  const text = `Volume="Written-0001"\nVolSessionId=1\nVolSessionTime=${SESSION_TIME}\nVolFile=0\nVolBlock=${address}-${address + bytes - 1}\n`;
  const selection = new BootstrapSelection(parseBootstrap(text));
  const [pass] = selection.passes;
  if (pass === undefined || !selection.begin(pass)) return t.fail();
  t.deepEqual(selection.plan(0), { first: address, last: address + bytes - 1 });
  return undefined;
});

test('overlapping addresses of interleaved sessions are read once', async (t) => {
  const volume = new WrittenVolume().label();
  const packers = [1, 2].map((sessionId) => volume.session({ sessionId, blockBytes: 1024 }));
  for (let fileIndex = 1; fileIndex <= 20; fileIndex++) {
    for (const packer of packers) packer.write(fileIndex, 2, DATA.subarray(0, 700));
  }
  for (const packer of packers) packer.flush();
  const spanOf = (session: number) => {
    const own = volume.blocks.filter(({ sessionId }) => sessionId === session);
    const last = own.at(-1);
    return [range(own[0]?.address ?? 0, (last?.address ?? 0) + (last?.bytes ?? 0) - 1)];
  };
  const parts = [1, 2].map((session) => partOf({ sessionIds: [range(session)], addresses: spanOf(session) }));
  const reads: [number, number][] = [];
  t.is((await select(volume, parts, reads)).length, 40);
  const read = reads.reduce((sum, [, bytes]) => sum + bytes, 0);
  t.true(read <= volume.size);
});
