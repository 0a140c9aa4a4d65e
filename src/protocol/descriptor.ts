/**
 * What Node knows of an open socket and has no name for: its number, to hand it to another thread or to outlive its TLS, and
 * how to keep Node from reading while somebody else reads.
 */
import type { Socket } from 'node:net';

interface Handle {
  readonly fd?: number;
  reading: boolean;
  readStart(): number;
  readStop(): number;
}

const handleOf = (socket: Socket): Handle | null => (socket as unknown as { _handle: Handle | null })._handle;

/** -1: it is not open. */
export const descriptorOf = (socket: Socket): number => handleOf(socket)?.fd ?? -1;

/** Returns what had been read and was not handed out. */
export function stopReading(socket: Socket): Buffer {
  const handle = handleOf(socket);
  socket.pause();
  if (handle !== null) {
    handle.readStop();
    handle.reading = false;
  }
  return (socket.read() as Buffer | null) ?? Buffer.alloc(0);
}

/** A stream that waits for Node to read would never ask again by itself. */
export function startReading(socket: Socket): void {
  const handle = handleOf(socket);
  if (handle !== null && !handle.reading) {
    handle.reading = true;
    handle.readStart();
  }
  socket.resume();
}
