import test from 'ava';
import { encodeFrame, type Frame } from '../../../src/protocol/frame.ts';
import { LENT_BYTES_MIN, ReceiveMemory } from '../../../src/protocol/receive-memory.ts';
import { pseudoRandom, pseudoRandomBytes } from '../../support/pseudo-random.ts';

const NOTHING = Buffer.alloc(0);

/** A socket that gives at most so many bytes at a time, as long as there is room. */
function fill(memory: ReceiveMemory, wire: Buffer, from: number, most: number): number {
  if (!memory.hasRoom) return 0;
  const bytes = wire.copy(memory.target(), 0, from, Math.min(wire.length, from + most));
  memory.arrived(bytes);
  return bytes;
}

function take(memory: ReceiveMemory): Frame[] {
  memory.release();
  const frames: Frame[] = [];
  for (let frame = memory.next(); frame !== undefined; frame = memory.next()) frames.push(frame);
  return frames;
}

test('frames of all sizes come out whole and in order, however they are read and however slowly they are taken', (t) => {
  const random = pseudoRandom(42);
  const stock = pseudoRandomBytes(1_100_000, 7);
  const sent: Frame[] = Array.from({ length: 300 }, (_, i) => {
    if (i % 7 === 0) return { kind: 'signal', signal: -1 };
    const bytes = Math.floor(random() * (i % 11 === 0 ? 1_000_000 : 70_000));
    return { kind: 'data', payload: stock.subarray(i, i + bytes) };
  });
  const wire = Buffer.concat(sent.map(encodeFrame));
  const memory = new ReceiveMemory(wire.subarray(0, 100_000), () => {});
  let [at, seen] = [100_000, 0];
  let held: Frame[] = [];
  while (seen < sent.length) {
    at += fill(memory, wire, at, 1 + Math.floor(random() * 400_000));
    // While frames are in use, what they hold must not be overwritten.
    for (const [i, frame] of held.entries()) {
      const expected = sent[seen - held.length + i];
      if (expected === undefined || !same(frame, expected)) return t.fail(`frame ${seen - held.length + i}`);
    }
    if (random() < 0.4 && memory.hasRoom) continue;
    held = take(memory);
    seen += held.length;
  }
  t.true(memory.atBoundary);
  t.is(memory.waitingBytes, 0);
});

const same = (a: Frame, b: Frame): boolean =>
  a.kind === 'data' && b.kind === 'data' ? a.payload.equals(b.payload) : a.kind === b.kind;

test('a reader that does not come stops the socket, and its coming lets it go on', (t) => {
  const wire = encodeFrame({ kind: 'data', payload: Buffer.alloc(100_000, 'x') });
  let resumed = 0;
  const memory = new ReceiveMemory(NOTHING, () => void resumed++);
  fill(memory, wire, 0, wire.length);
  const [held] = take(memory);
  let bytes = 0;
  for (let read = 1; read > 0; bytes += read) read = fill(memory, wire, bytes % wire.length, wire.length);
  t.false(memory.hasRoom);
  t.true(bytes > 500_000 && bytes < 3_000_000, `${bytes}`);
  t.is(resumed, 0);
  t.true(held?.kind === 'data' && held.payload.every((byte) => byte === 0x78));
  for (let rounds = 0; rounds < 3; rounds++) take(memory);
  t.true(memory.hasRoom);
  t.is(resumed, 1);
});

test('once it is over, what still comes is read and forgotten, and what is in use stays', (t) => {
  const wire = encodeFrame({ kind: 'data', payload: Buffer.alloc(100_000, 'z') });
  const memory = new ReceiveMemory(NOTHING, () => {});
  fill(memory, wire, 0, wire.length);
  const [held] = take(memory);
  fill(memory, wire, 0, 50_000);
  memory.discard();
  for (let reads = 0; reads < 100; reads++) t.true(fill(memory, Buffer.alloc(70_000, '!'), 0, 70_000) > 0);
  t.deepEqual(take(memory), []);
  t.true(memory.atBoundary);
  t.true(held?.kind === 'data' && held.payload.every((byte) => byte === 0x7a));
});

test('what TLS still opens after it was told to stop has its place', (t) => {
  const wire = encodeFrame({ kind: 'data', payload: Buffer.alloc(60_000, 'y') });
  const memory = new ReceiveMemory(NOTHING, () => {});
  fill(memory, wire, 0, wire.length);
  take(memory);
  let sent = 1;
  let at = 0;
  const record = () => {
    const bytes = wire.copy(memory.target(), 0, at, at + 16_384);
    memory.arrived(bytes);
    at = (at + bytes) % wire.length;
    if (at === 0) sent++;
  };
  while (memory.hasRoom || at > 0) record();
  for (let late = 0; late < 6; late++) record();
  let seen = 1;
  for (let rounds = 0; rounds < 4; rounds++) {
    for (const frame of take(memory)) {
      seen++;
      if (frame.kind !== 'data' || !frame.payload.every((byte) => byte === 0x79)) return t.fail(`frame ${seen}`);
    }
  }
  t.is(seen, sent);
});

test('lent memory is filled again only when nobody looks at what was handed out of it', (t) => {
  const stock = pseudoRandomBytes(70_000, 3);
  const payloads = Array.from({ length: 200 }, (_, i) => stock.subarray(i, 60_000 + i));
  const wire = Buffer.concat(payloads.map((payload) => encodeFrame({ kind: 'data', payload })));
  const bytes = Buffer.alloc(LENT_BYTES_MIN);
  const found: boolean[] = [];
  const waited: number[] = [];
  const wait = (ticket: number) => void waited.push(ticket);
  const memory = new ReceiveMemory(NOTHING, () => {}, { bytes, ticket: () => found.length, wait });
  // Both pieces are filled before anything is taken, again and again: they end at the same place.
  for (let at = 0; at < wire.length; ) {
    for (let got = -1; got !== 0; at += got) got = fill(memory, wire, at, 65_536);
    for (const frame of take(memory)) {
      const right = frame.kind === 'data' && frame.payload.equals(payloads[found.length] as Buffer);
      found.push(right && frame.payload.buffer === bytes.buffer);
    }
  }
  t.is(found.length, 200);
  t.true(found.every(Boolean));
  t.true(waited.length >= 4);
  t.deepEqual(
    waited,
    waited.toSorted((a, b) => a - b),
  );
  t.true(waited.every((ticket) => ticket > 0 && ticket <= found.length));
});
