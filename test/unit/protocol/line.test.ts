import test from 'ava';
import fc from 'fast-check';
import { line, parseAny } from '../../../src/protocol/line.ts';
import { NAME_BYTES_MAX } from '../../../src/protocol/line-pattern.ts';
import { UnsendableTextError } from '../../../src/protocol/message-errors.ts';

const everything = line(
  'Cmd a={a} n={n:int} w={w:word} h={h:hidden} f={f:flag} c={c:code} size={size:commas} t={t:text}\n',
);
const name = fc.stringMatching(/^[\x21-\x7e\xa0-\xff ]{1,127}$/);
const word = fc.stringMatching(/^[\x21-\x7e\xa0-\xff]{0,40}$/);

test('what a pattern writes, it reads back', (t) => {
  const fields = fc.record({
    a: name,
    n: fc.maxSafeInteger(),
    w: word,
    h: fc.stringMatching(/^[\x21-\x7e ]{0,40}$/),
    f: fc.boolean(),
    c: fc.stringMatching(/^[A-Za-z]$/),
    size: fc.nat(),
    t: fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{0,200}$/),
  });
  fc.assert(fc.property(fields, (given) => void t.deepEqual(everything.parse(everything.format(given)), given)));
});

test('runs of blanks equal one another, and text behind the last field is ignored', (t) => {
  const job = line('JobId={jobId:int} Job={job}\n');
  t.deepEqual(job.parse('JobId= 7\t  Job=a\x01b  extra text'), { jobId: 7, job: 'a b' });
});

test('a name of 127 bytes is read, a longer one and an empty one are not', (t) => {
  const device = line('use device={device}\n');
  t.is(device.parse(`use device=${'x'.repeat(NAME_BYTES_MAX)}\n`)?.device.length, NAME_BYTES_MAX);
  t.is(device.parse(`use device=${'x'.repeat(NAME_BYTES_MAX + 1)}\n`), undefined);
  t.is(device.parse('use device=\n'), undefined);
});

test('a number beyond the safe range is cut to its end', (t) => {
  const bytes = line('bytes={bytes:int}');
  t.is(bytes.parse('bytes=18446744073709551615')?.bytes, Number.MAX_SAFE_INTEGER);
  t.is(bytes.parse('bytes=-9223372036854775808')?.bytes, -Number.MAX_SAFE_INTEGER);
  t.is(bytes.parse(`bytes=${'9'.repeat(500_000)}`)?.bytes, Number.MAX_SAFE_INTEGER);
  for (const bad of ['bytes=', 'bytes=-', 'bytes=x', 'bytes=+1']) t.is(bytes.parse(bad), undefined, bad);
});

test('a letter code outside of ASCII is no letter', (t) => {
  const status = line('Status={status:code}');
  t.is(status.parse('Status=84')?.status, 'T');
  for (const bad of ['0', '-1', '128', '99999999999']) t.is(status.parse(`Status=${bad}`), undefined, bad);
});

test('text that would forge another line or field is refused', (t) => {
  const run = line('Run {name} {word:word} {command:text}\n');
  const good = { name: 'n', word: 'w', command: 'c' };
  t.is(run.format({ ...good, command: 'echo a b' }), 'Run n w echo\x01a\x01b\n');
  for (const bad of [{ command: 'a\nb' }, { name: 'a\0b' }, { name: '' }, { name: 'x'.repeat(128) }, { word: 'a b' }]) {
    t.throws(() => run.format({ ...good, ...bad }), { instanceOf: UnsendableTextError });
  }
});

test('a field that is no number is refused, not written', (t) => {
  t.throws(() => line('n={n:int}').format({ n: Number.NaN }), { instanceOf: UnsendableTextError });
});

test('the first of several lines that fits is named', (t) => {
  const lines = { long: line('storage {a:word} {b:int}\n'), short: line('storage {a:word}\n') };
  t.deepEqual(parseAny(lines, 'storage x 5\n'), { kind: 'long', fields: { a: 'x', b: 5 } });
  t.deepEqual(parseAny(lines, 'storage x\n'), { kind: 'short', fields: { a: 'x' } });
  t.is(parseAny(lines, 'other'), undefined);
});

test('garbage and cut lines are answered with undefined or a shorter reading, never with an error', (t) => {
  const whole = everything.format({ a: 'n', n: -5, w: 'w', h: 'h h', f: true, c: 'T', size: 9, t: 'text' });
  for (let cut = 0; cut < whole.length; cut++) t.notThrows(() => everything.parse(whole.slice(0, cut)));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => void t.notThrows(() => everything.parse(`Cmd ${text}`))),
  );
});

test('a hostile line of a megabyte takes linear time', (t) => {
  const blanks = `Cmd a=x${' '.repeat(1_000_000)}`;
  t.is(everything.parse(blanks), undefined);
  t.is(everything.parse(`Cmd a=${'\x01'.repeat(1_000_000)}`), undefined);
});
