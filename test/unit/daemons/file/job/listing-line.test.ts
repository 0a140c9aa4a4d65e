import test from 'ava';
import { listingLine } from '../../../../../src/daemons/file/job/listing-line.ts';
import { stat } from './entries.ts';

test('a file is listed in the columns of a genuine Client', (t) => {
  const mtimeSec = new Date(2026, 10, 20, 9, 31, 21).getTime() / 1000;
  const line = listingLine('/srv/data/rnd.bin', stat({ sizeBytes: 200_000, mtimeSec }), '');
  t.is(line, '-rw-r--r--   1 root     root                 200000 2026-11-20 09:31:21  /srv/data/rnd.bin\n');
});

test('a link shows where it leads, an unknown owner by number, special bits where they stand', (t) => {
  const mode = (value: number) => listingLine('/x', stat({ mode: value, uid: 4_000_000_001 }), '').slice(0, 23);
  t.regex(listingLine('/l', stat({ mode: 0o120777 }), 'a.txt'), /^lrwxrwxrwx.* \/l -> a\.txt\n$/);
  t.is(mode(0o104755), '-rwsr-xr-x   1 40000000');
  t.is(mode(0o042640), 'drw-r-S---   1 40000000');
  t.is(mode(0o041777), 'drwxrwxrwt   1 40000000');
  t.is(mode(0o010644), 'frw-r--r--   1 40000000');
});
