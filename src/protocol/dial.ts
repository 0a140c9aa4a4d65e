/** The Director calls a daemon: connect, Hello, TLS, CRAM both ways (specification 01-wire §4.2, §4.3). */
import type { ByteString, Secret } from '../core/index.ts';
import type { Connection } from './connection.ts';
import type { TlsSettings } from './tls-settings.ts';

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  /** Our own name, by which the daemon looks up the password. */
  readonly directorName: ByteString;
  readonly password: Secret;
  readonly tls: TlsSettings;
  readonly connectTimeoutMs: number;
  /** Idle time before TCP keep-alive probes. */
  readonly heartbeatSec: number;
  readonly signal?: AbortSignal;
}

export interface Dialled {
  readonly connection: Connection;
  /** What the daemon called itself: see peer-features.ts. */
  readonly version: number;
}

export async function dialFileDaemon(_options: DialOptions): Promise<Dialled> {
  throw new Error('Not built yet');
}

export async function dialStorageDaemon(_options: DialOptions): Promise<Dialled> {
  throw new Error('Not built yet');
}
