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

/** Returns what had been read and was not handed out; it is told as `data`, too. */
export function stopReading(socket: Socket): Buffer {
  socket.pause();
  const early = (socket.read() as Buffer | null) ?? Buffer.alloc(0);
  const handle = handleOf(socket);
  if (handle !== null) {
    handle.readStop();
    // A `resume` that was said before takes its effect later: a stream that believes it reads does not begin again.
    handle.reading = true;
  }
  return early;
}

/** After `stopReading`. */
export function startReading(socket: Socket): void {
  handleOf(socket)?.readStart();
  socket.resume();
}
