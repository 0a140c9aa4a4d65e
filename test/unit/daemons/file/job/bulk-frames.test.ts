/** A stream of frames over a real socket, read in bulk while it flows and in the ordinary way while it does not. */
import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { BulkFrames, FRAME_MEMORY_BYTES } from '../../../../../src/daemons/file/job/bulk-frames.ts';
import type { SharedMemory } from '../../../../../src/daemons/file/streams/index.ts';
import { ConnectionLostError, encodeFrame, type Frame } from '../../../../../src/protocol/index.ts';
import { SocketConnection } from '../../../../../src/protocol/socket-connection.ts';
import { pseudoRandom, pseudoRandomBytes } from '../../../../support/pseudo-random.ts';

const WAIT = { timeoutMs: 10_000 };

async function pair() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const called = once(server, 'connection') as Promise<[Socket]>;
  const socket = createConnection((server.address() as { port: number }).port, '127.0.0.1');
  const [peer] = await called;
  server.close();
  const connection = new SocketConnection(socket, { peer: 'peer', heartbeatSec: 60 });
  connection.trust();
  return { connection, peer };
}

function frames(count: number): Frame[] {
  const next = pseudoRandom(5);
  const bytes = pseudoRandomBytes(600_000, 5);
  return Array.from({ length: count }, (_, i): Frame => {
    if (i % 11 === 0) return { kind: 'signal', signal: -6 };
    const length = i % 7 === 0 ? Math.floor(next() * 500_000) : Math.floor(next() * 70_000);
    return { kind: 'data', payload: bytes.subarray(i, i + length) };
  });
}

/** In pieces that end anywhere, with rests between some of them. */
async function send(peer: Socket, all: readonly Frame[]): Promise<void> {
  const wire = Buffer.concat(all.map(encodeFrame));
  const next = pseudoRandom(9);
  for (let at = 0; at < wire.length; ) {
    const piece = wire.subarray(at, at + Math.ceil(next() * 1_500_000));
    if (!peer.write(piece)) await once(peer, 'drain');
    if (next() < 0.3) await sleep(30);
    at += piece.length;
  }
}

async function receive(bulk: BulkFrames, count: number): Promise<Frame[]> {
  const found: Frame[] = [];
  while (found.length < count) {
    for (const frame of await bulk.next(WAIT)) {
      found.push(frame.kind === 'data' ? { kind: 'data', payload: Buffer.from(frame.payload) } : frame);
    }
  }
  return found;
}

test('every frame comes once and in order, whoever reads it', async (t) => {
  const { connection, peer } = await pair();
  const all = frames(400);
  const bulk = new BulkFrames(connection);
  const sent = send(peer, all);
  const found = await receive(bulk, all.length);
  await sent;
  t.true(found.every((frame, i) => encodeFrame(frame).equals(encodeFrame(all[i] as Frame))));
  bulk.giveBack();
  peer.write(encodeFrame({ kind: 'data', payload: Buffer.from('after') }));
  t.deepEqual(await connection.receive(WAIT), { kind: 'data', payload: Buffer.from('after') });
  connection.destroy();
  peer.destroy();
});

test('memory is used again only when nobody looks at it', async (t) => {
  const { connection, peer } = await pair();
  const all = frames(200);
  const bytes = Buffer.alloc(FRAME_MEMORY_BYTES);
  const looking: { frame: Frame; copy: Buffer }[] = [];
  let handedOut = 0;
  let done = 0;
  const finish = (ticket: number): void => {
    for (; done < ticket; done++) {
      const { frame, copy } = looking[done] as (typeof looking)[number];
      if (frame.kind === 'data') t.true(frame.payload.equals(copy));
    }
  };
  const memory: SharedMemory = {
    bytes,
    ticket: () => handedOut,
    passed: (ticket) => done >= ticket,
    wait: finish,
  };
  const bulk = new BulkFrames(connection, memory);
  const sent = send(peer, all);
  while (handedOut < all.length) {
    for (const frame of await bulk.next(WAIT)) {
      looking.push({ frame, copy: frame.kind === 'data' ? Buffer.from(frame.payload) : Buffer.alloc(0) });
      handedOut++;
    }
  }
  await sent;
  finish(handedOut);
  bulk.giveBack();
  connection.destroy();
  peer.destroy();
});

test('who looks at the bytes may fall behind by megabytes before anybody waits for it', async (t) => {
  const { connection, peer } = await pair();
  const bytes = Buffer.alloc(FRAME_MEMORY_BYTES);
  let furthest = 0;
  let handedOut = 0;
  let waited = false;
  const memory: SharedMemory = {
    bytes,
    ticket: () => handedOut,
    passed: (ticket) => ticket === 0,
    wait: (ticket) => {
      waited ||= ticket > 0;
    },
  };
  const bulk = new BulkFrames(connection, memory);
  const sent = send(peer, Array<Frame>(300).fill({ kind: 'data', payload: pseudoRandomBytes(65_000, 7) }));
  while (!waited) {
    for (const frame of await bulk.next(WAIT)) {
      handedOut++;
      if (waited || frame.kind !== 'data' || frame.payload.buffer !== bytes.buffer) continue;
      furthest = Math.max(furthest, frame.payload.byteOffset + frame.payload.length);
    }
  }
  t.true(furthest > 3_000_000, `${furthest} bytes`);
  bulk.giveBack();
  while (handedOut < 300) handedOut += (await bulk.next(WAIT)).length;
  await sent;
  connection.destroy();
  peer.destroy();
});

test('a peer that goes away in the middle of a frame is an error, at its end it is none', async (t) => {
  const lost = await pair();
  const bulk = new BulkFrames(lost.connection);
  lost.peer.end(encodeFrame({ kind: 'data', payload: Buffer.alloc(1000) }).subarray(0, 500));
  await t.throwsAsync(async () => bulk.next(WAIT), { instanceOf: ConnectionLostError });
  const proper = await pair();
  const last = new BulkFrames(proper.connection);
  proper.peer.end(encodeFrame({ kind: 'data', payload: Buffer.from('end') }));
  t.is((await last.next(WAIT)).length, 1);
  t.deepEqual(await last.next(WAIT), []);
});
