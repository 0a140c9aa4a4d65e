/** How fast the way to a Storage is, in both directions (specification 02 §15, 04 §2). */
import type { ByteString } from '../../../core/index.ts';
import { isTermination, SIGNAL } from '../../../protocol/index.ts';
import { StorageLostError } from './errors.ts';
import type { StorageLink } from './storage-link.ts';

const PACKET_BYTES = 64 * 1024;
const BYTES_MAX = 10_000_000_000;
const ANSWER_MS = 60_000;

export async function testNetwork(storage: StorageLink, wanted: number): Promise<readonly ByteString[]> {
  const { connection } = storage;
  const bytes = Math.min(BYTES_MAX, Math.max(PACKET_BYTES, wanted));
  storage.send(`testnetwork bytes=${bytes}\n`);
  const packet = Buffer.alloc(PACKET_BYTES, 0xaa);
  const startMs = performance.now();
  let sent = 0;
  for (; sent < bytes; sent += PACKET_BYTES) await connection.send(packet);
  await connection.sendSignal(SIGNAL.EOD);
  const wroteMs = Math.max(1, performance.now() - startMs);
  const readStartMs = performance.now();
  const received = await receiveAll(storage);
  const readMs = Math.max(1, performance.now() - readStartMs);
  return [
    `2000 OK FD wrote bytes=${sent} to SD duration=${Math.round(wroteMs)}ms write_speed=${speed(sent, wroteMs)}\n`,
    `2000 OK FD read bytes=${received} from SD duration=${Math.round(readMs)}ms read_speed=${speed(received, readMs)}\n`,
    '2000 OK packets=0 duration=0ms rtt=0.00ms min=0.00ms max=0.00ms\n',
  ];
}

async function receiveAll({ connection }: StorageLink): Promise<number> {
  let received = 0;
  for (;;) {
    const frames = await connection.receiveAvailable({ timeoutMs: ANSWER_MS });
    if (frames.length === 0) throw new StorageLostError(connection.peer, 'it closed the connection');
    for (const frame of frames) {
      if (frame.kind === 'data') received += frame.payload.length;
      else if (frame.signal === SIGNAL.EOD) return received;
      else if (isTermination(frame.signal)) throw new StorageLostError(connection.peer, 'it ended the conversation');
    }
  }
}

const speed = (bytes: number, ms: number): string => `${(bytes / ms / 1000).toFixed(1)} MB/s`;
