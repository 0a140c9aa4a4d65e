import test from 'ava';
import { formatAccurateFile, parseAccurateFile } from '../../../../src/protocol/client/accurate.ts';

test('a packet of the accurate list is that of a genuine Director', (t) => {
  const file = {
    path: '/srv/data/new\n1.txt',
    lstat: '8 G6IY IGk B A A A E BAA I BrABRc BrABRX BrABRX A A C',
    digest: '',
    deltaSeq: 0,
  };
  const packet = formatAccurateFile(file);
  t.is(packet, '/srv/data/new\n1.txt\x008 G6IY IGk B A A A E BAA I BrABRc BrABRX BrABRX A A C\0\x000');
  t.deepEqual(parseAccurateFile(packet), file);
});

test('missing fields at the end are nothing, missing attributes are an error', (t) => {
  t.like(parseAccurateFile('/a\0A B\0digest'), { digest: 'digest', deltaSeq: 0 });
  t.is(parseAccurateFile('/a'), undefined);
  t.is(parseAccurateFile('\0A'), undefined);
});
