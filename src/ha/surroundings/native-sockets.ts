/**
 * Two kinds of socket that Node has not, through koffi (docs/decisions/0084): a datagram to a Unix socket, which is how one
 * speaks to systemd, and a frame onto a network device. Each call opens, sends and closes, and never waits. Linux of 64 bits.
 */
import { createRequire } from 'node:module';
import type koffi from 'koffi';

type Call = (...values: (number | Uint8Array)[]) => number;

interface Calls {
  readonly socket: Call;
  readonly sendto: Call;
  readonly close: Call;
  readonly ioctl: Call;
  readonly if_nametoindex: Call;
  fault(): string;
}

const AF_UNIX = 1;
const AF_PACKET = 17;
const SOCK_DGRAM = 2;
const SOCK_RAW = 3;
const CLOEXEC = 0o2000000;
const WITHOUT_WAITING = 0x40;
const UNIX_PATH_BYTES = 107;

let loaded: Calls | undefined;

function calls(): Calls {
  if (loaded !== undefined) return loaded;
  const library = createRequire(import.meta.url)('koffi') as typeof koffi;
  const libc = library.load(null);
  const names = new Map(Object.entries(library.os.errno).map(([name, number]) => [number, name]));
  loaded = {
    socket: libc.func('int socket(int domain, int type, int protocol)') as Call,
    sendto: libc.func(
      'int64_t sendto(int fd, void *bytes, size_t length, int flags, void *address, unsigned int size)',
    ) as Call,
    close: libc.func('int close(int fd)') as Call,
    if_nametoindex: libc.func('unsigned int if_nametoindex(void *name)') as Call,
    ioctl: libc.func('int ioctl(int fd, unsigned long request, void *argument)') as Call,
    fault: () => names.get(library.errno()) ?? `errno ${library.errno()}`,
  };
  return loaded;
}

/** `path`: of a socket; one that begins with `@` has no file. @throws where it was not taken */
export function sendToUnixSocket(path: string, text: string): void {
  const name = Buffer.from(path);
  if (name.length > UNIX_PATH_BYTES) throw new Error(`${path} is too long for a socket`);
  const address = Buffer.alloc(2 + name.length + 1);
  address.writeUInt16LE(AF_UNIX);
  name.copy(address, 2);
  const isAbstract = name[0] === '@'.charCodeAt(0);
  if (isAbstract) address[2] = 0;
  send(AF_UNIX, SOCK_DGRAM, Buffer.from(text), isAbstract ? address.subarray(0, -1) : address);
}

/** The system's number of a network device. @throws where there is none of this name */
export function deviceIndex(device: string): number {
  const index = calls().if_nametoindex(Buffer.from(`${device}\0`));
  if (index === 0) throw new Error(`There is no network device ${device}`);
  return index;
}

/** A whole frame with its Ethernet header. @throws where it was not taken */
export function sendFrame(deviceIndex: number, frame: Buffer): void {
  const address = Buffer.alloc(20);
  address.writeUInt16LE(AF_PACKET);
  frame.copy(address, 2, 12, 14);
  address.writeInt32LE(deviceIndex, 4);
  address[11] = 6;
  frame.copy(address, 12, 0, 6);
  send(AF_PACKET, SOCK_RAW, frame, address);
}

/** A number to a driver. @returns what it made of it. @throws where it does not know the request */
export function ioctlNumber(descriptor: number, request: number, value: number): number {
  const argument = Buffer.alloc(4);
  argument.writeInt32LE(value);
  if (calls().ioctl(descriptor, request, argument) < 0) throw new Error(calls().fault());
  return argument.readInt32LE();
}

function send(domain: number, type: number, bytes: Buffer, address: Buffer): void {
  const { socket, sendto, close, fault } = calls();
  const descriptor = socket(domain, type | CLOEXEC, 0);
  if (descriptor < 0) throw new Error(`a socket: ${fault()}`);
  try {
    const sent = sendto(descriptor, bytes, bytes.length, WITHOUT_WAITING, address, address.length);
    if (sent < 0) throw new Error(fault());
  } finally {
    close(descriptor);
  }
}
