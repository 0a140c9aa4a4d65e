/**
 * A File Daemon that cannot be called calls its Director and waits there until it is wanted (specification 01-wire §4.6).
 * Then TLS ends without a word, and the Director says Hello in clear on the same stream, as if it had called.
 */
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { type ByteString, bytesToByteString, type Secret } from '../core/index.ts';
import { call } from './call.ts';
import { openSocket, peerName } from './connect.ts';
import { passwordKey } from './cram-md5.ts';
import { descriptorOf } from './descriptor.ts';
import { ConnectionLostError, PeerTimeoutError } from './errors.ts';
import { parseDirectorReply } from './final-reply.ts';
import { startDeadline } from './handshake.ts';
import { HelloRefusedError } from './handshake-errors.ts';
import { isTermination, SIGNAL } from './signals.ts';
import { SocketConnection } from './socket-connection.ts';
import type { TlsSettings } from './tls-settings.ts';

export interface WaitForDirectorOptions {
  readonly host: string;
  readonly port: number;
  readonly clientName: ByteString;
  readonly password: Secret;
  readonly tls: TlsSettings;
  readonly connectTimeoutMs: number;
  readonly handshakeTimeoutMs?: number;
  /** So long it waits at most to be wanted. */
  readonly patienceMs: number;
  readonly heartbeatSec: number;
  /** A second number for an open socket (dup): the stream must survive the end of TLS. */
  readonly duplicate: (descriptor: number) => number;
  /** The Director has let us in, and knows where we are. */
  readonly onWaiting?: () => void;
  readonly signal?: AbortSignal;
}

/** What a File Daemon calls itself in this role (§3). */
const VERSION = 1;
const HANDSHAKE_TIMEOUT_MS = 60_000;

/** Resolves with the socket on which the Director will say Hello. @throws PeerTimeoutError: it was not wanted so long */
export async function waitForDirector(options: WaitForDirectorOptions): Promise<Socket> {
  const socket = await openSocket(options);
  const descriptor = options.duplicate(descriptorOf(socket));
  const connection = new SocketConnection(socket, {
    peer: peerName(options.host, options.port),
    heartbeatSec: options.heartbeatSec,
  });
  const onAbort = (): void => connection.destroy(options.signal?.reason as Error);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await greet(connection, options);
    options.onWaiting?.();
    await untilWanted(connection, options);
    await connection.leave(SIGNAL.ISALIVE);
  } catch (error) {
    connection.destroy();
    closeSync(descriptor);
    throw options.signal?.aborted ? options.signal.reason : error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
  return new Socket({ fd: descriptor, readable: true, writable: true });
}

async function greet(connection: SocketConnection, options: WaitForDirectorOptions): Promise<void> {
  const { host, clientName, password, tls } = options;
  const deadline = startDeadline(options.handshakeTimeoutMs ?? HANDSHAKE_TIMEOUT_MS);
  const hello = { kind: 'client-to-director', client: clientName, version: VERSION, tls } as const;
  const party = { connection, hello, host, ownName: clientName, key: passwordKey(password), tls, deadline };
  await call(party, parseDirectorReply);
  const frame = await connection.receive({ timeoutMs: deadline.remainingMs() });
  const words = frame?.kind === 'data' ? bytesToByteString(frame.payload) : '';
  if (!words.startsWith('OK')) throw new HelloRefusedError(connection.peer, words);
}

async function untilWanted(connection: SocketConnection, { patienceMs }: WaitForDirectorOptions): Promise<void> {
  const deadline = startDeadline(patienceMs);
  for (;;) {
    const frame = await connection.receive({ timeoutMs: deadline.remainingMs() });
    if (frame === undefined || (frame.kind === 'signal' && isTermination(frame.signal))) {
      throw new ConnectionLostError(connection.peer, 'closed by the Director');
    }
    if (frame.kind === 'signal' && frame.signal === SIGNAL.ISALIVE) return;
    if (deadline.remainingMs() <= 1) throw new PeerTimeoutError(connection.peer, 'call', patienceMs);
  }
}
