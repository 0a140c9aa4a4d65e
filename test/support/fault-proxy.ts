/**
 * A TCP proxy that spoils a connection on demand: put it between two daemons and let one of them dial its port. So a
 * test has a peer that falls silent, that stops reading, that hangs up, or that says what no peer would say.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FaultProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections that were opened through it so far. */
  readonly connections: number;
  /** Bytes that went from the dialled side to the one that dialled. */
  readonly bytesReturned: number;
  /** Reads neither side any more: no close, no reset, only silence. New connections are accepted and stay silent. */
  freeze(): void;
  thaw(): void;
  /** Ends all connections with a reset, as a machine that was switched off and on does. */
  cut(): void;
  /** The oldest connection alone: the Director's, where the Client takes the same way to its Storage. */
  cutOldest(): void;
  /** What those say who dialled does not arrive any more; they are answered as before. */
  swallow(): void;
  /** From now on every new connection is reset at once. */
  refuse(): void;
  accept(): void;
  /** Sends bytes of our own to those who dialled, in place of what the other side says from now on. */
  say(bytes: Buffer): void;
  sayOnOldest(bytes: Buffer): void;
}

/** A header that claims a frame of 1 GB. */
export const GIGABYTE_FRAME: Buffer = Buffer.from([0x3b, 0x9a, 0xca, 0x00, 0x41, 0x41, 0x41, 0x41]);

export async function startFaultProxy(target: { host?: string; port: number }): Promise<FaultProxy> {
  const pairs = new Set<readonly [dialler: Socket, dialled: Socket]>();
  let [frozen, refusing, connections, bytesReturned] = [false, false, 0, 0];

  const server = createServer((dialler) => {
    connections++;
    dialler.on('error', () => {});
    if (refusing) return dialler.resetAndDestroy();
    const dialled = connect({ host: target.host ?? '127.0.0.1', port: target.port });
    dialled.on('error', () => dialler.resetAndDestroy());
    dialled.on('data', (bytes: Buffer) => {
      bytesReturned += bytes.length;
    });
    const pair = [dialler, dialled] as const;
    pairs.add(pair);
    dialler.pipe(dialled);
    dialled.pipe(dialler);
    dialler.on('close', () => {
      pairs.delete(pair);
      dialled.destroy();
    });
    dialled.on('close', () => dialler.end());
    if (frozen) for (const socket of pair) halt(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const oldest = () => [...pairs].slice(0, 1);
  const say = (bytes: Buffer, spoiled: Iterable<readonly [Socket, Socket]>) => {
    for (const [dialler, dialled] of spoiled) {
      dialled.unpipe(dialler);
      dialled.resume();
      dialler.write(bytes);
    }
  };

  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get bytesReturned() {
      return bytesReturned;
    },
    freeze() {
      frozen = true;
      for (const socket of [...pairs].flat()) halt(socket);
    },
    thaw() {
      frozen = false;
      for (const [dialler, dialled] of pairs) {
        dialler.pipe(dialled);
        dialled.pipe(dialler);
      }
    },
    cut() {
      for (const socket of [...pairs].flat()) socket.resetAndDestroy();
    },
    cutOldest() {
      for (const socket of oldest().flat()) socket.resetAndDestroy();
    },
    swallow() {
      for (const [dialler, dialled] of pairs) {
        dialler.unpipe(dialled);
        dialler.resume();
      }
    },
    refuse() {
      refusing = true;
    },
    accept() {
      refusing = false;
    },
    say: (bytes) => say(bytes, pairs),
    sayOnOldest: (bytes) => say(bytes, oldest()),
    async [Symbol.asyncDispose]() {
      for (const socket of [...pairs].flat()) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

/** Stops reading without closing: the kernel's buffers fill, and then the sender stands. */
function halt(socket: Socket): void {
  socket.unpipe();
  socket.pause();
}
