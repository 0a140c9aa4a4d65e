/**
 * A proxy before PostgreSQL that lets a COMMIT through and then breaks the connection: the server has committed, and
 * the client cannot know.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CommitThief extends AsyncDisposable {
  readonly port: number;
  /** How many answers to a COMMIT never arrived. */
  readonly stolen: number;
  /** From now on steals the answer to each nth COMMIT. */
  steal(everyNth: number): void;
}

/** The simple query `COMMIT` on the wire: type, length, text. */
const COMMIT = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');

export async function startCommitThief(postgresPort: number): Promise<CommitThief> {
  const sockets = new Set<Socket>();
  let [everyNth, commits, stolen] = [0, 0, 0];
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: postgresPort });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    let thieving = false;
    client.on('data', (bytes: Buffer) => {
      if (everyNth > 0 && bytes.includes(COMMIT) && ++commits % everyNth === 0) thieving = true;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (!thieving) return client.write(bytes);
      stolen++;
      client.destroy();
      upstream.destroy();
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get stolen() {
      return stolen;
    },
    steal(nth) {
      everyNth = nth;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
