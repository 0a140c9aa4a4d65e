/**
 * Lets Node read a socket, TLS or not, into memory of ours, where it would make new memory for each read otherwise. Node
 * offers that (`onread`) only for sockets that one opens oneself; the fields behind it are the same for all of them. Where
 * a Node has not these fields nothing changes, and the socket is read as ever.
 */
import type { Socket } from 'node:net';

/** The memory of whoever reads. */
export interface ReadTarget {
  /** Where the next bytes go; never empty. */
  target(): Buffer;
  /** So many are there. False: read nothing more until the socket is resumed. */
  arrived(bytes: number): boolean;
}

interface Fields {
  readonly _handle: { useUserBuffer?: (memory: Buffer) => void } | null;
  [field: symbol]: unknown;
}

const NAMES = ['kBuffer', 'kBufferCb', 'kBufferGen'];

/** Where Node keeps the memory, who hears of it, and who names the next. */
function fieldsOf(socket: Socket): readonly symbol[] {
  const own = Object.getOwnPropertySymbols(socket);
  return NAMES.flatMap((name) => own.find(({ description }) => description === name) ?? []);
}

export function canReadInto(socket: Socket): boolean {
  const node = socket as unknown as Fields;
  const fields = fieldsOf(socket).filter((field) => node[field] === null);
  return fields.length === NAMES.length && typeof node._handle?.useUserBuffer === 'function';
}

/** Once for a socket, and only where it can be done. What was read before is not told. */
export function readInto(socket: Socket, target: ReadTarget): void {
  const fields = socket as unknown as Fields;
  const [memory, callback, generator] = fieldsOf(socket) as [symbol, symbol, symbol];
  const first = target.target();
  fields[memory] = first;
  fields[callback] = (bytes: number) => target.arrived(bytes);
  fields[generator] = () => target.target();
  fields._handle?.useUserBuffer?.(first);
}
