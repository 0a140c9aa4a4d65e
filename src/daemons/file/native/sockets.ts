/**
 * Sockets by their numbers, read straight into memory that is used again and again. Never waits longer than it is told.
 */
import type { Libc } from './libc.ts';
import type { SystemFault } from './system-fault.ts';

export interface Sockets {
  /**
   * Bytes that are there already, into the memory at `address`; how many. 0: the peer has closed; undefined: there is
   * nothing now.
   */
  receive(socket: number, address: number, bytes: number): number | SystemFault | undefined;
  /** Waits until there is something to read, or the time is over; false: there is nothing. */
  untilReadable(socket: number, timeoutMs: number): boolean;
  /** Of memory that somebody holds. */
  addressOf(memory: Uint8Array): number;
}

const MSG_DONTWAIT = 0x40;
const POLLIN = 1;
/** struct pollfd: int32 number, int16 asked, int16 found. */
const POLL_BYTES = 8;

export function libcSockets(libc: Libc): Sockets {
  const asked = Buffer.alloc(POLL_BYTES);
  const words = new Int32Array(asked.buffer, asked.byteOffset, 1);
  const shorts = new Int16Array(asked.buffer, asked.byteOffset, POLL_BYTES / 2);
  return {
    receive: (socket, address, bytes) => {
      const got = libc.recv(socket, address, bytes, MSG_DONTWAIT);
      if (got >= 0) return got;
      const fault = libc.fault();
      return fault.code === 'EAGAIN' || fault.code === 'EINTR' ? undefined : fault;
    },
    untilReadable: (socket, timeoutMs) => {
      words[0] = socket;
      shorts[2] = POLLIN;
      shorts[3] = 0;
      return libc.poll(asked, 1, timeoutMs) > 0;
    },
    addressOf: (memory) => libc.addressOf(memory),
  };
}
