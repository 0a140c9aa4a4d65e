import test from 'ava';
import type { AttributeIngest, FileRecord } from '../../../../src/catalog/index.ts';
import { AttributeStream } from '../../../../src/director/job/attribute-stream.ts';
import { type AttributePacket, encodeAttributeRecord, FILE_TYPE, STREAM } from '../../../../src/protocol/index.ts';

function open() {
  const records: FileRecord[] = [];
  const calls: string[] = [];
  const ingest: AttributeIngest = {
    add: (record) => {
      records.push(record);
      return undefined;
    },
    finish: async () => {
      calls.push('finish');
      return { files: records.length };
    },
    abort: async () => {
      calls.push('abort');
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const stream = new AttributeStream(async () => {
    calls.push('open');
    return ingest;
  });
  return { stream, records, calls };
}
const packet = (fileIndex: number, stream: number, record: Buffer): AttributePacket => ({
  sessionId: 1,
  sessionTime: 2,
  fileIndex,
  stream,
  record,
});
const file = (fileIndex: number, path: string, type: number = FILE_TYPE.regular, deltaSeq = 0): AttributePacket =>
  packet(
    fileIndex,
    STREAM.attributes,
    encodeAttributeRecord({ fileIndex, type, path, lstat: 'L', link: '', extended: '', deltaSeq }),
  );

test('a digest joins the attributes before it, and the last row is not forgotten', async (t) => {
  const { stream, records, calls } = open();
  await stream.take(file(1, '/a'));
  await stream.take(packet(1, STREAM.md5, Buffer.alloc(16, 0xff)));
  await stream.take(file(2, '/b/'));
  await stream.finish();
  t.deepEqual(
    records.map(({ name, fileIndex, digest }) => [name, fileIndex, digest]),
    [
      ['/a', 1, '/////////////////////w'],
      ['/b/', 2, '0'],
    ],
  );
  t.deepEqual(calls, ['open', 'finish']);
});

test('a deleted entry is stored with its FileIndex negated, and a delta sequence only of regular files', async (t) => {
  const { stream, records } = open();
  await stream.take(file(3, '/gone', FILE_TYPE.deleted));
  await stream.take(file(4, '/delta', FILE_TYPE.regular, 5));
  await stream.take(file(5, '/link', FILE_TYPE.symlink, 5));
  await stream.finish();
  t.deepEqual(
    records.map(({ fileIndex, deltaSeq }) => [fileIndex, deltaSeq]),
    [
      [-3, 0],
      [4, 5],
      [5, 0],
    ],
  );
});

test('a digest without its attributes is an error', async (t) => {
  const { stream } = open();
  await stream.take(file(1, '/a'));
  t.throws(() => stream.take(packet(2, STREAM.md5, Buffer.alloc(16))), { code: 'PROTOCOL_MALFORMED_MESSAGE' });
});

test('a Job without files opens no ingest', async (t) => {
  const { stream, calls } = open();
  await stream.finish();
  await stream.abort();
  t.deepEqual(calls, []);
});
