/**
 * A File Daemon calls the Storage Daemon for one Job, with the Job's own key (specification 01-wire §4.4): over a
 * connection that it opens, or over one that the Storage has opened to it (§4.5); from the Hello on both are the same.
 * So does a Storage Daemon that copies from another one (§4.7).
 */
import { Socket } from 'node:net';
import type { ByteString, Secret } from '../core/index.ts';
import { call } from './call.ts';
import { openSocket, peerName } from './connect.ts';
import type { BulkConnection, Connection } from './connection.ts';
import { parseStorageReply } from './final-reply.ts';
import { startDeadline } from './handshake.ts';
import { type Hello, OUR_VERSION } from './hello.ts';
import { SocketConnection } from './socket-connection.ts';
import type { TlsSettings } from './tls-settings.ts';

export interface JobDialOptions {
  readonly host: string;
  readonly port: number;
  /** A socket that is open already, by its number: the Storage has called. It is closed with the connection. */
  readonly descriptor?: number;
  /** The unique name of the Job, under which the Storage knows it. */
  readonly job: ByteString;
  /** The `Authorization` that the Storage gave to the Director; used as it is. */
  readonly authorization: Secret;
  /** A Storage Daemon calls another one (03 §10): its Hello says so. */
  readonly asStorage?: boolean;
  /** Our own name, said in our challenge. */
  readonly ownName: ByteString;
  readonly tls: TlsSettings;
  readonly connectTimeoutMs: number;
  /** Of this machine: from which the connection is made. */
  readonly localAddress?: string;
  readonly handshakeTimeoutMs?: number;
  /** How long the Storage may read nothing while we have something to send: it may wait for a Volume. */
  readonly stallTimeoutMs?: number;
  /** Idle time before TCP keep-alive probes. */
  readonly heartbeatSec: number;
  readonly signal?: AbortSignal;
}

export interface DialledStorage {
  readonly connection: BulkConnection;
  /** What the Storage called itself. */
  readonly version: number;
}

const HANDSHAKE_TIMEOUT_MS = 180_000;

/** @throws what openSocket and call throw */
export async function dialStorageForJob(options: JobDialOptions): Promise<DialledStorage> {
  const { host, port, job, authorization, ownName, tls, signal, stallTimeoutMs } = options;
  const common = { job, version: OUR_VERSION.client, tls };
  const hello: Hello = options.asStorage
    ? { kind: 'storage-to-storage', ...common, storageVersion: OUR_VERSION.storage }
    : { kind: 'client-to-storage', ...common };
  const connection = new SocketConnection(await socketOf(options), {
    peer: peerName(host, port),
    heartbeatSec: options.heartbeatSec,
    ...(stallTimeoutMs === undefined ? {} : { stallTimeoutMs }),
  });
  const deadline = startDeadline(options.handshakeTimeoutMs ?? HANDSHAKE_TIMEOUT_MS);
  const onAbort = (): void => connection.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const version = await call(
      { connection, hello, host, ownName, key: authorization, tls, deadline },
      parseStorageReply,
    );
    return { connection, version };
  } catch (error) {
    connection.destroy();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

const socketOf = (options: JobDialOptions): Promise<Socket> =>
  options.descriptor === undefined
    ? openSocket(options)
    : Promise.resolve(new Socket({ fd: options.descriptor, readable: true, writable: true }));

/** A Storage's call, for the thread of its Job: see SocketConnection.handOver, and `descriptor` above. */
export function handOverCall(call: Connection, duplicate: (descriptor: number) => number): number {
  if (!(call instanceof SocketConnection)) throw new TypeError('Only a socket has a number');
  return call.handOver(duplicate);
}
