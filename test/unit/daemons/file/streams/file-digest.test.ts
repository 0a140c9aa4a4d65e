/** The digest of a file, out of those that were computed of it; there is one for each file. */
import test from 'ava';
import { type FileOptions, NO_OPTIONS } from '../../../../../src/daemons/file/file-set/index.ts';
import { fileDigest } from '../../../../../src/daemons/file/streams/encode/file-digest.ts';
import type { DataEntry } from '../../../../../src/daemons/file/streams/index.ts';
import type { LaneDigests } from '../../../../../src/daemons/file/streams/lanes/hash-lane.ts';
import { STREAM } from '../../../../../src/protocol/index.ts';
import { oldBytes } from '../../../../support/old-bytes.ts';

const values = new Map([['md5', Buffer.alloc(16, 1)] as const]);
const KNOWN: LaneDigests = { values, known: async () => values };
const UNKNOWN: LaneDigests = { values: undefined, known: async () => values };
const entryWith = (options: Partial<FileOptions>) => ({ options: { ...NO_OPTIONS, ...options } }) as DataEntry;
const MD5 = entryWith({ signature: 'MD5' });

test('it is the one that the options ask for, now or when it is known', async (t) => {
  const digest = fileDigest(MD5, KNOWN);
  t.is(digest?.stream, STREAM.md5);
  t.is(digest?.bytes, values.get('md5'));
  t.is(fileDigest(MD5, UNKNOWN)?.bytes, undefined);
  t.is(await fileDigest(MD5, UNKNOWN)?.known(), values.get('md5'));
  t.is(fileDigest(entryWith({}), KNOWN), undefined);
});

test('nothing of it stays among the old objects when the next file comes', (t) => {
  const files = 20_000;
  const save = (count: number): void => {
    for (let i = 0; i < count; i++) fileDigest(MD5, KNOWN)?.bytes?.readUInt8(0);
  };
  save(1000);
  const before = oldBytes();
  save(files);
  t.true((oldBytes() - before) / files < 50);
});
