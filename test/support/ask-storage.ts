/** One console command to a genuine Storage Daemon, over a connection of its own. */
import { bytesToByteString, Secret } from '../../src/core/index.ts';
import { dialStorageDaemon, SIGNAL, TLS_AUTOMATIC } from '../../src/protocol/index.ts';
import type { StorageDaemon } from './genuine-storage-daemon.ts';

const TIMEOUT_MS = 30_000;

export async function askStorageDaemon(storage: StorageDaemon, command: string): Promise<string[]> {
  const { connection } = await dialStorageDaemon({
    host: storage.address,
    port: storage.port,
    directorName: 'test-dir',
    password: new Secret(storage.password),
    tls: TLS_AUTOMATIC,
    connectTimeoutMs: TIMEOUT_MS,
    heartbeatSec: 60,
  });
  await using _ = connection;
  await connection.send(command);
  const lines: string[] = [];
  for (;;) {
    const frame = await connection.receive({ timeoutMs: TIMEOUT_MS });
    if (frame === undefined || (frame.kind === 'signal' && frame.signal === SIGNAL.EOD)) return lines;
    if (frame.kind === 'data') lines.push(bytesToByteString(frame.payload));
  }
}
