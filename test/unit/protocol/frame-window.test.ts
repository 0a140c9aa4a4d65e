/** Frames in memory that another fills, and what a connection hands over to him. */
import test from 'ava';
import { encodeFrame, type Frame } from '../../../src/protocol/frame.ts';
import { FrameDecoder } from '../../../src/protocol/frame-decoder.ts';
import { FrameWindow } from '../../../src/protocol/frame-window.ts';

const FRAMES: readonly Frame[] = [
  { kind: 'data', payload: Buffer.from('first') },
  { kind: 'signal', signal: -1 },
  { kind: 'data', payload: Buffer.alloc(0) },
  { kind: 'data', payload: Buffer.from('the last one') },
];
const WIRE = Buffer.concat(FRAMES.map(encodeFrame));

test('a frame is handed out when it is whole, wherever the filling stops and wherever the rest moves to', (t) => {
  for (let cut = 0; cut <= WIRE.length; cut++) {
    const memory = Buffer.alloc(3 * WIRE.length);
    const window = new FrameWindow(memory);
    window.end = WIRE.copy(memory, 0, 0, cut);
    const before = window.all().map(copied);
    window.moveTo(WIRE.length + 3);
    window.end += WIRE.copy(memory, window.end, cut);
    t.deepEqual([...before, ...window.all().map(copied)], FRAMES);
    t.is(window.rest.length, 0);
  }
});

test('payloads are views into the memory', (t) => {
  const memory = Buffer.from(WIRE);
  const window = new FrameWindow(memory);
  window.end = memory.length;
  const [first] = window.all();
  t.is(first?.kind === 'data' ? first.payload.buffer : undefined, memory.buffer);
});

test('a decoder gives back all that it was fed, a frame that is cut included', (t) => {
  for (let cut = 0; cut <= WIRE.length; cut++) {
    const decoder = new FrameDecoder();
    decoder.feed(WIRE.subarray(0, cut));
    const taken: Frame[] = [];
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) taken.push(frame);
    const rest = decoder.takeAll();
    t.deepEqual(Buffer.concat([...taken.map(encodeFrame), rest ?? Buffer.alloc(0)]), WIRE.subarray(0, cut));
    t.true(decoder.atBoundary);
  }
});

const copied = (frame: Frame): Frame =>
  frame.kind === 'data' ? { kind: 'data', payload: Buffer.from(frame.payload) } : frame;
