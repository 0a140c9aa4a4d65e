import test from 'ava';
import { FileRows } from '../../../../src/catalog/ingest/file-rows.ts';

const wire = (rows: FileRows): Buffer => Buffer.concat([...rows.pieces(16)]);
const row = { fileIndex: -3, deltaSeq: 5, filename: 'n\xff', lstat: 'A B', digest: '0' };

test('a row is laid out as PostgreSQL reads it', (t) => {
  const rows = new FileRows(7);
  rows.append(row, 9);
  const expected =
    '5047434f50590aff0d0a00' +
    '00000000' +
    '00000000' + // signature, flags, extension
    '0007' +
    '00000004' +
    '00000007' + // seven fields, JobId
    '00000004' +
    'fffffffd' +
    '00000004' +
    '00000009' +
    '00000002' +
    '0005' + // FileIndex, PathId, DeltaSeq
    '00000002' +
    '6eff' +
    '00000003' +
    '412042' +
    '00000001' +
    '30' + // name, LStat, digest
    'ffff';
  t.is(wire(rows).toString('hex'), expected);
});

test('a PathId that comes later finds its place', (t) => {
  const late = new FileRows(7);
  const place = late.append(row, 0);
  late.append(row, 1);
  late.setPathId(place, 9);
  const early = new FileRows(7);
  early.append(row, 9);
  early.append(row, 1);
  t.deepEqual(wire(late), wire(early));
});

test('rows of any size fit, and clearing leaves nothing of them', (t) => {
  const rows = new FileRows(1);
  const empty = wire(rows);
  const long = { ...row, filename: 'x'.repeat(200_000) };
  rows.append(row, 1);
  rows.append(long, 2);
  t.is(rows.count, 2);
  t.true(wire(rows).includes('x'.repeat(200_000)));
  rows.clear();
  t.is(rows.count, 0);
  t.deepEqual(wire(rows), empty);
});

test('numbers that no column can hold are refused', (t) => {
  const rows = new FileRows(1);
  t.throws(() => rows.append({ ...row, fileIndex: 2 ** 31 }, 1), { code: 'CATALOG_FILE_RECORD' });
  t.throws(() => rows.append({ ...row, deltaSeq: 40_000 }, 1), { code: 'CATALOG_FILE_RECORD' });
  t.throws(() => rows.append({ ...row, fileIndex: Number.NaN }, 1), { code: 'CATALOG_FILE_RECORD' });
});
