import test from 'ava';
import fc from 'fast-check';
import { FrameTooLongError, UnsupportedFrameError } from '../../../src/protocol/errors.ts';
import { decodeFrame, encodeFrame, type Frame, PAYLOAD_BYTES_MAX } from '../../../src/protocol/frame.ts';
import { FrameDecoder } from '../../../src/protocol/frame-decoder.ts';
import { SIGNAL, signalName } from '../../../src/protocol/signals.ts';
import vectors from './wire-vectors.json' with { type: 'json' };

const data = (text: string): Frame => ({ kind: 'data', payload: Buffer.from(text, 'latin1') });
const signal = (value: number): Frame => ({ kind: 'signal', signal: value });

const frames = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes): Frame => ({ kind: 'data', payload: Buffer.from(bytes) })),
  fc.integer({ min: -0x80000000, max: -1 }).map(signal),
);

/** Cuts bytes at the given places, in any order. */
function cut(wire: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (wire.length + 1)), wire.length].sort((a, b) => a - b);
  return ends.map((end, index) => wire.subarray(index === 0 ? 0 : ends[index - 1], end));
}

function drain(decoder: FrameDecoder): Frame[] {
  const found: Frame[] = [];
  for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) found.push(frame);
  return found;
}

test('a frame is whole or absent, wherever TCP cuts it', (t) => {
  for (const frame of [data('Hello Director'), data(''), signal(SIGNAL.EOD)]) {
    const wire = encodeFrame(frame);
    for (let end = 0; end < wire.length; end++) t.is(decodeFrame(wire.subarray(0, end)), undefined);
    t.deepEqual(decodeFrame(wire)?.frame, frame);
  }
});

test('a stream gives the same frames wherever it is cut in two', (t) => {
  const expected = [data('Hello'), signal(-4), data(''), data('x'.repeat(50)), signal(-1)];
  const wire = Buffer.concat(expected.map(encodeFrame));
  for (let at = 0; at <= wire.length; at++) {
    const decoder = new FrameDecoder();
    decoder.feed(wire.subarray(0, at));
    const found = drain(decoder);
    decoder.feed(wire.subarray(at));
    t.deepEqual([...found, ...drain(decoder)], expected);
    t.true(decoder.atBoundary);
  }
});

test('a stream gives the same frames in chunks of any sizes, read at any time', (t) => {
  fc.assert(
    fc.property(
      fc.array(frames, { maxLength: 20 }),
      fc.array(fc.nat(), { maxLength: 30 }),
      fc.boolean(),
      (all, places, late) => {
        const decoder = new FrameDecoder();
        const found: Frame[] = [];
        for (const chunk of cut(Buffer.concat(all.map(encodeFrame)), places)) {
          decoder.feed(chunk);
          if (!late) found.push(...drain(decoder));
        }
        found.push(...drain(decoder));
        t.deepEqual(found, all);
        t.true(decoder.atBoundary);
        t.is(decoder.waitingBytes, 0);
      },
    ),
  );
});

test('arbitrary bytes give frames, a wait for more, or a named error', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
      const decoder = new FrameDecoder(1000);
      try {
        for (const chunk of chunks) {
          decoder.feed(Buffer.from(chunk));
          drain(decoder);
        }
      } catch (error) {
        t.regex((error as { code: string }).code, /^WIRE_/);
      }
    }),
  );
});

test('a payload of a million bytes is taken, one byte more is refused before any memory is', (t) => {
  const header = (length: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(length);
    return bytes;
  };
  const decoder = new FrameDecoder();
  decoder.feed(header(PAYLOAD_BYTES_MAX));
  t.is(decoder.next(), undefined);
  t.false(decoder.atBoundary);
  t.throws(() => decodeFrame(header(PAYLOAD_BYTES_MAX + 1)), { instanceOf: FrameTooLongError });
  t.throws(() => decodeFrame(header(0x1fffffff)), { instanceOf: FrameTooLongError });
  t.throws(() => encodeFrame({ kind: 'data', payload: Buffer.alloc(PAYLOAD_BYTES_MAX + 1) }), {
    instanceOf: FrameTooLongError,
  });
});

test('recorded compressed lines are inflated, also when the stream is cut within them', (t) => {
  for (const { lengthWord, block, inflatedHex } of vectors.lz4) {
    const wire = Buffer.from(lengthWord + block, 'hex');
    for (let at = 0; at <= wire.length; at++) {
      const decoder = new FrameDecoder();
      decoder.feed(wire.subarray(0, at));
      const early = drain(decoder);
      decoder.feed(wire.subarray(at));
      t.deepEqual([...early, ...drain(decoder)], [{ kind: 'data', payload: Buffer.from(inflatedHex, 'hex') }]);
    }
  }
});

test('an extended header is read and passed over', (t) => {
  const wire = Buffer.from('2000000501000000', 'hex');
  t.deepEqual(decodeFrame(Buffer.concat([wire, Buffer.from('plain')]))?.frame, data('plain'));
  t.is(decodeFrame(wire.subarray(0, 6)), undefined);
});

test('a payload that is compressed from an offset on keeps what stands before it', (t) => {
  const { block, inflatedLatin1 } = vectors.lz4[0] as { block: string; inflatedLatin1: string };
  const payload = Buffer.concat([Buffer.from('ab'), Buffer.from(block, 'hex')]);
  const header = Buffer.alloc(8);
  header.writeInt32BE(0x20000000 | payload.length, 0);
  header.writeInt32BE(0x08000002, 4);
  t.deepEqual(decodeFrame(Buffer.concat([header, payload]))?.frame, data(`ab${inflatedLatin1}`));
});

test('a deduplication command is refused by name', (t) => {
  t.throws(() => decodeFrame(Buffer.from('2000000010000000', 'hex')), { instanceOf: UnsupportedFrameError });
});

test('what no frame was made of can be taken out untouched', (t) => {
  const decoder = new FrameDecoder();
  decoder.feed(Buffer.concat([encodeFrame(data('1000 OK auth\n')), Buffer.from([0x16, 0x03])]));
  decoder.feed(Buffer.from([0x01]));
  t.deepEqual(decoder.next(), data('1000 OK auth\n'));
  t.deepEqual(decoder.takeRest(), Buffer.from([0x16, 0x03, 0x01]));
  t.true(decoder.atBoundary);
});

test('whole frames are views into the chunk that held them', (t) => {
  const chunk = Buffer.concat([encodeFrame(data('one')), encodeFrame(data('two'))]);
  const decoder = new FrameDecoder();
  decoder.feed(chunk);
  for (const frame of drain(decoder)) t.true(frame.kind === 'data' && frame.payload.buffer === chunk.buffer);
});

test('many tiny chunks that wait do not look cheap', (t) => {
  const decoder = new FrameDecoder();
  for (let i = 0; i < 100; i++) decoder.feed(Buffer.from([0]));
  t.true(decoder.waitingBytes > 10_000);
});

test('signals have names', (t) => {
  t.is(signalName(-1), 'EOD');
  t.is(signalName(-31), 'ISALIVE');
  t.is(signalName(-99), 'signal -99');
});
