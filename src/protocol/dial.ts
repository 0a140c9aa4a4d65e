/** The Director calls a daemon: connect, Hello, TLS, CRAM both ways (specification 01-wire §4.2, §4.3). */
import type { Socket } from 'node:net';
import type { ByteString, Secret } from '../core/index.ts';
import { call } from './call.ts';
import { openSocket, peerName } from './connect.ts';
import type { Connection } from './connection.ts';
import { passwordKey } from './cram-md5.ts';
import { parseClientReply, parseStorageGreeting } from './final-reply.ts';
import { startDeadline } from './handshake.ts';
import { type Hello, OUR_VERSION } from './hello.ts';
import { SocketConnection } from './socket-connection.ts';
import type { TlsSettings } from './tls-settings.ts';

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  /** Our own name, by which the daemon looks up the password. */
  readonly directorName: ByteString;
  readonly password: Secret;
  readonly tls: TlsSettings;
  readonly connectTimeoutMs: number;
  /** From the open socket to the daemon's final word; 180 s where left out, as a busy daemon answers late. */
  readonly handshakeTimeoutMs?: number;
  /** How long the daemon may read nothing while we have something to say; 10 minutes where left out. */
  readonly stallTimeoutMs?: number;
  /** Idle time before TCP keep-alive probes. */
  readonly heartbeatSec: number;
  /** Our own extension, offered to a Storage Daemon; genuine ones do not see it. */
  readonly extension?: number;
  readonly signal?: AbortSignal;
}

export interface Dialled {
  readonly connection: Connection;
  /** What the daemon called itself: see peer-features.ts. */
  readonly version: number;
  /** The extension that was offered and is known there; left out: a genuine daemon. */
  readonly extension?: number | undefined;
}

const HANDSHAKE_TIMEOUT_MS = 180_000;

export const dialFileDaemon = (options: DialOptions): Promise<Dialled> =>
  dial(options, 'director-to-client', parseClientGreeting);

function parseClientGreeting(text: ByteString): { version: number } | undefined {
  const version = parseClientReply(text);
  return version === undefined ? undefined : { version };
}

export const dialStorageDaemon = (options: DialOptions): Promise<Dialled> =>
  dial(options, 'director-to-storage', parseStorageGreeting);

async function dial(
  options: DialOptions,
  kind: 'director-to-client' | 'director-to-storage',
  parseReply: (text: ByteString) => Omit<Dialled, 'connection'> | undefined,
): Promise<Dialled> {
  const socket = await openSocket(options);
  return converse(socket, { ...options, peer: peerName(options.host, options.port) }, kind, parseReply);
}

type GreetingOptions = Omit<DialOptions, 'host' | 'port' | 'connectTimeoutMs'> & {
  readonly peer: string;
  /** As it was dialled; left out: it has called. */
  readonly host?: string;
};

/** A File Daemon that has called and was woken, on the socket that is left of it. */
export const greetFileDaemon = (socket: Socket, options: GreetingOptions): Promise<Dialled> =>
  converse(socket, options, 'director-to-client', parseClientGreeting);

async function converse(
  socket: Socket,
  options: GreetingOptions,
  kind: 'director-to-client' | 'director-to-storage',
  parseReply: (text: ByteString) => Omit<Dialled, 'connection'> | undefined,
): Promise<Dialled> {
  const { host, peer, directorName, tls, signal, stallTimeoutMs, extension } = options;
  const offered = kind === 'director-to-storage' && extension !== undefined ? { extension } : {};
  const hello: Hello = { kind, director: directorName, version: OUR_VERSION.director, tls, ...offered };
  const connection = new SocketConnection(socket, {
    peer,
    heartbeatSec: options.heartbeatSec,
    ...(stallTimeoutMs === undefined ? {} : { stallTimeoutMs }),
  });
  socket.resume();
  const deadline = startDeadline(options.handshakeTimeoutMs ?? HANDSHAKE_TIMEOUT_MS);
  const onAbort = (): void => connection.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const key = passwordKey(options.password);
    const reply = await call({ connection, hello, host, ownName: directorName, key, tls, deadline }, parseReply);
    return { connection, ...reply };
  } catch (error) {
    connection.destroy();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
