/**
 * What both sides of a Hello have in common: lines with a time limit, and TLS as it was agreed on
 * (specification 01-wire §4 to §6).
 */
import { type ByteString, bytesToByteString, type Secret, withDeadline } from '../core/index.ts';
import { ConnectionLostError, PeerTimeoutError } from './errors.ts';
import { isTermination } from './signals.ts';
import type { SocketConnection } from './socket-connection.ts';
import { timerMs } from './timer.ts';
import type { TlsMechanism } from './tls-negotiation.ts';
import type { TlsSettings } from './tls-settings.ts';
import { startTls, type TlsParty, tlsFailure } from './tls-upgrade.ts';

export interface HandshakeParty {
  readonly connection: SocketConnection;
  /** Our name, said in our challenge. */
  readonly ownName: ByteString;
  readonly deadline: Deadline;
}

/** One time limit over all steps. */
export interface Deadline {
  readonly totalMs: number;
  remainingMs(): number;
}

export function startDeadline(totalMs: number): Deadline {
  const startedMs = performance.now();
  return { totalMs, remainingMs: () => Math.max(1, totalMs - (performance.now() - startedMs)) };
}

/** The next line; undefined when the peer ends the conversation. Signals mean nothing here. */
export async function receiveLine(
  { connection, deadline }: HandshakeParty,
  waitedFor: string,
): Promise<ByteString | undefined> {
  for (;;) {
    try {
      const frame = await connection.receive({ timeoutMs: deadline.remainingMs() });
      if (frame === undefined) return undefined;
      if (frame.kind === 'data') return bytesToByteString(frame.payload);
      if (isTermination(frame.signal)) return undefined;
    } catch (error) {
      if (error instanceof PeerTimeoutError) throw new PeerTimeoutError(connection.peer, waitedFor, deadline.totalMs);
      if (connection.encryption === 'none') throw error;
      throw tlsFailure(connection.peer, connection.encryption, error as Error) ?? error;
    }
  }
}

/** As receiveLine where the conversation must not end. */
export async function receiveStep(party: HandshakeParty, waitedFor: string): Promise<ByteString> {
  const line = await receiveLine(party, waitedFor);
  if (line !== undefined) return line;
  throw new ConnectionLostError(party.connection.peer, `closed when it should ${waitedFor}`);
}

export interface Channel {
  readonly key: Secret;
  readonly tls: TlsSettings;
}

/** @throws what startTls throws, and PeerTimeoutError */
export const upgradeTo = (
  { connection, deadline }: HandshakeParty,
  mechanism: TlsMechanism,
  party: TlsParty,
): Promise<void> =>
  withDeadline(
    startTls(connection, mechanism, party),
    timerMs(deadline.remainingMs()),
    () => new PeerTimeoutError(connection.peer, 'finish the TLS handshake', deadline.totalMs),
  );

/** S asks C to begin TLS at once, and says what it can do itself. */
export const formatStartTls = (tlspsk: number): ByteString => `starttls tlspsk=${tlspsk}\n`;

/** The number, or undefined: this line is something else. */
export function parseStartTls(text: ByteString): number | undefined {
  const match = /^starttls +tlspsk=(\d{1,6})/.exec(text);
  return match === null ? undefined : Number(match[1]);
}
