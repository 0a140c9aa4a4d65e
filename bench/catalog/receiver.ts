/**
 * `node receiver.ts SOCKET_DIRECTORY PORT DATABASE`: prints the port on which it waits for one Storage Daemon's
 * attributes, and when that has closed the connection and all rows are committed, what memory it took.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { openAttributeIngest } from '../../src/catalog/index.ts';
import { AttributeStream } from '../../src/director/job/attribute-stream.ts';
import { DaemonSession } from '../../src/director/job/daemon-session.ts';
import { StorageTraffic } from '../../src/director/job/storage-traffic.ts';
import { SocketConnection } from '../../src/protocol/socket-connection.ts';
import type { Database } from '../../test/support/postgres.ts';
import { open } from './contenders.ts';

const [socketDirectory = '', port = '', database = ''] = process.argv.slice(2);
const target = { socketDirectory, port: Number(port), database, user: 'bacula' } as Database;

const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
console.log((server.address() as AddressInfo).port);
const [socket] = (await once(server, 'connection')) as [Socket];
server.close();

await using catalog = await open(target);
const attributes = new AttributeStream(() => openAttributeIngest(catalog, { jobId: 1 }));
const connection = new SocketConnection(socket, { peer: 'the sender', heartbeatSec: 60 });
connection.trust();
const nothing = (): void => undefined;
const traffic = new StorageTraffic(connection, 'Storage', {
  release: '15.0',
  listener: { message: nothing, progress: nothing, status: nothing },
  answer: async () => '',
  attributes: (packet) => attributes.take(packet),
});
const session = new DaemonSession(connection, { daemon: 'Storage', onTraffic: (payload) => traffic.take(payload) });
let heapBytes = 0;
const sampling = setInterval(() => {
  heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed);
}, 250);
await session.over;
await attributes.finish();
clearInterval(sampling);
const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
const residentMegabytes = megabytes(process.resourceUsage().maxRSS * 1024);
console.log(`${residentMegabytes} MB resident at most, ${megabytes(heapBytes)} MB of it JavaScript's heap`);
