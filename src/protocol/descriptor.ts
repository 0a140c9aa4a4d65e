/** The number of an open socket, for which Node has no name: to hand it to another thread, or to outlive its TLS. */
import type { Socket } from 'node:net';

/** -1: it is not open. */
export const descriptorOf = (socket: Socket): number =>
  (socket as unknown as { _handle: { fd?: number } | null })._handle?.fd ?? -1;
