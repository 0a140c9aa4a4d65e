import test from 'ava';
import fc from 'fast-check';
import {
  decodeFact,
  formatEpoch,
  formatEpochTaken,
  formatJobMediaRange,
  formatRanges,
  formatReceipt,
  formatShorten,
  journalReply,
  parseEpoch,
  parseEpochTaken,
  parseRanges,
  parseReceipt,
  parseShorten,
} from '../../../../src/protocol/index.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

test('an epoch comes back as it went, however large', (t) => {
  for (const epoch of [0n, 1n, 2n ** 62n]) {
    t.is(parseEpoch(formatEpoch(epoch)), epoch);
    t.is(parseEpochTaken(formatEpochTaken(1, epoch)), epoch);
  }
  for (const text of [
    'understudy epoch=\n',
    'understudy epoch=-1\n',
    'understudy epoch=12345678901234567890\n',
    'run',
  ]) {
    t.is(parseEpoch(text), undefined, text);
  }
  t.is(parseEpochTaken('3990 no\n'), undefined);
});

test('a fact is its number and its packet, whatever bytes that has', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 999_999_999_999_999 }),
      fc.uint8Array({ maxLength: 50 }),
      (number, packet) => {
        const fact = decodeFact(Buffer.concat([bytes(`Journal ${number} `), packet]));
        t.is(fact?.number, number);
        t.deepEqual(fact?.packet, Buffer.from(packet));
      },
    ),
  );
});

test('what is no fact is none, and nothing that arrives throws', (t) => {
  const others = [
    '',
    'Journal',
    'Journal ',
    'Journal 0 x',
    'Journal 12',
    'Journal -1 x',
    'Journal 1x 2',
    'Journal Job=a JobId=1',
  ];
  for (const text of [...others, `Journal ${'9'.repeat(16)} x`, 'Jmsg JobId=1 type=6 level=0 x', 'journal 1 x']) {
    t.is(decodeFact(bytes(text)), undefined, text);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (packet) => {
      decodeFact(Buffer.from(packet));
      parseRanges(Buffer.from(packet));
    }),
  );
  t.pass();
});

test('ranges, receipts and shortenings come back as they went', (t) => {
  const range = { firstIndex: 1, lastIndex: 9, startFile: 0, endFile: 1, startBlock: 200, endBlock: 300, mediaId: 7 };
  t.deepEqual(parseRanges(bytes(formatRanges([range, range].map(formatJobMediaRange)))), [range, range]);
  t.deepEqual(parseRanges(bytes(formatRanges([]))), []);
  t.is(parseRanges(bytes('JobMedia\nnonsense\n')), 'malformed');
  t.is(parseRanges(bytes('UpdCat JobId=1')), undefined);
  t.is(parseReceipt(formatReceipt(12)), 12);
  t.is(parseReceipt('Journal ack=x\n'), undefined);
  t.is(parseShorten(formatShorten(20)), 20);
});

test('a journal is listed with its Job, and a fact is not taken for it', (t) => {
  const listed = { job: 'a b', jobId: 1, sessionId: 2, sessionTime: 3, first: 4, next: 5, status: 'T', ended: true };
  t.deepEqual(journalReply.listed.parse(journalReply.listed.format(listed)), listed);
  t.is(journalReply.listed.parse('Journal 5 Jmsg JobId=1'), undefined);
});
