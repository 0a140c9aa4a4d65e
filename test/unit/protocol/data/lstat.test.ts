import { readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { decodeBase64Number, encodeBase64Number } from '../../../../src/protocol/data/base64-number.ts';
import { digestText } from '../../../../src/protocol/data/digest.ts';
import { decodeLStat, encodeLStat } from '../../../../src/protocol/data/lstat.ts';
import { MalformedMessageError } from '../../../../src/protocol/message-errors.ts';

interface Vectors {
  readonly lstat: readonly { readonly lstat: string; readonly decoded: Record<string, number | undefined> }[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../fixtures/h3-lstat.json', import.meta.url), 'utf8'),
) as Vectors;

test('attributes written by genuine daemons are read and written alike', (t) => {
  for (const { lstat, decoded } of vectors.lstat) {
    const ours = decodeLStat(lstat);
    const { mode, sizeBytes, mtimeSec, linkFileIndex: link, dataStream } = ours;
    t.deepEqual(
      [mode, sizeBytes, mtimeSec, link, dataStream],
      [decoded.st_mode, decoded.st_size, decoded.st_mtime, decoded.LinkFI, decoded.data_stream],
    );
    t.is(encodeLStat(ours), lstat);
  }
});

test('numbers are those of the specification', (t) => {
  const numbers: [number, string][] = [
    [0, 'A'],
    [63, '/'],
    [64, 'BA'],
    [33188, 'IGk'],
    [5000000000, 'EqBfIA'],
    [-315619200, '-Sz/eA'],
  ];
  for (const [value, text] of numbers) {
    t.is(encodeBase64Number(value), text);
    t.is(decodeBase64Number(text), value);
  }
});

test('every safe number survives', (t) => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => void t.is(decodeBase64Number(encodeBase64Number(value)), value)),
  );
});

test('what is missing at the end of old attributes is nothing', (t) => {
  t.like(decodeLStat('BT I0 IGk'), { mode: 33188, mtimeSec: 0, linkFileIndex: 0 });
  fc.assert(fc.property(fc.string(), (text) => void t.notThrows(() => decodeLStat(text))));
});

test('a digest is standard base64 without padding', (t) => {
  t.is(digestText(Buffer.from('d41d8cd98f00b204e9800998ecf8427e', 'hex')), '1B2M2Y8AsgTpgAmY7PhCfg');
  t.deepEqual(
    [16, 20, 32, 64].map((length) => digestText(Buffer.alloc(length, 1)).length),
    [22, 27, 43, 86],
  );
  t.throws(() => digestText(Buffer.alloc(0)), { instanceOf: MalformedMessageError });
  t.throws(() => digestText(Buffer.alloc(1000)), { instanceOf: MalformedMessageError });
});
