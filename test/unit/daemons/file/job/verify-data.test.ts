/** A Verify of the data on a Volume: what was changed or is broken is named, and nothing else. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import test from 'ava';
import { JobFigures } from '../../../../../src/daemons/file/job/figures.ts';
import { openThreadTools } from '../../../../../src/daemons/file/job/thread-tools.ts';
import { DataVerifier } from '../../../../../src/daemons/file/job/verify-data.ts';
import { NO_PKI } from '../../../../support/pki-files.ts';
import { attributes, type SavedRecord } from '../../../../support/saved-records.ts';

const md5 = (text: string) => createHash('md5').update(text).digest();

function verify(records: readonly SavedRecord[]) {
  const said: string[] = [];
  const figures = new JobFigures();
  const settings = { figures: figures.memory, pki: NO_PKI } as unknown as Parameters<typeof openThreadTools>[0];
  const { tools } = openThreadTools(settings, (message) => {
    if (message.kind === 'say') said.push(message.text);
  });
  const verifier = new DataVerifier(tools);
  for (const { fileIndex, stream, data } of records) verifier.take(1, fileIndex, stream, data);
  verifier.finish();
  return { differences: verifier.differences, said, errors: figures.get('errors'), files: figures.get('files') };
}

const file = (fileIndex: number, stream: number, data: Buffer, digest: Buffer): SavedRecord[] => [
  attributes(fileIndex, `/file-${fileIndex}`),
  { fileIndex, stream, data },
  { fileIndex, stream: 3, data: digest },
];
const good = (fileIndex: number): SavedRecord[] => file(fileIndex, 2, Buffer.from('good'), md5('good'));

test('what is as it was saved is no word worth, compressed, sparse or a link', (t) => {
  const sparse = Buffer.concat([Buffer.alloc(8), Buffer.from('good')]);
  const link: SavedRecord[] = [
    attributes(4, '/link', { type: 1 }),
    { fileIndex: 4, stream: 3, data: md5('elsewhere') },
  ];
  const records = [
    ...good(1),
    ...file(2, 4, deflateSync('zipped'), md5('zipped')),
    ...file(3, 6, sparse, md5('good')),
    ...link,
  ];
  t.deepEqual(verify(records), { differences: 0, said: [], errors: 0, files: 4 });
});

test('another digest and data that cannot be unpacked are named, and the others are still looked at', (t) => {
  const torn = deflateSync('zipped').subarray(0, 5);
  const records = [...file(1, 2, Buffer.from('bad!'), md5('good')), ...file(2, 4, torn, md5('zipped')), ...good(3)];
  const { differences, said, errors } = verify(records);
  t.is(differences, 2);
  t.is(errors, 2);
  t.regex(said[0] ?? '', /^File: \/file-1\n {6}MD5 digest differs\. File=\S+ Cat=\S+\n$/);
  t.regex(said[1] ?? '', /^File: \/file-2\n {6}A record of file data is not sound/);
});

test('encrypted data without its key is a difference, not a fault of the Job', (t) => {
  const records = [...file(1, 20, Buffer.alloc(64), md5('x')), ...good(2)];
  const { differences, said } = verify(records);
  t.is(differences, 1);
  t.regex(said[0] ?? '', /^File: \/file-1\n {6}.*its session data did not come/);
});
