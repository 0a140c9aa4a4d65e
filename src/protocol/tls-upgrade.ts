/**
 * TLS over a socket on which Bacula was already spoken (specification 01-wire §6.3, §6.4). The TLS client is whoever
 * sent the Hello. Certificates are judged here and not by node:tls, so that each refusal is a clear error.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type SecureContext, TLSSocket } from 'node:tls';
import { byteStringToBytes, type Secret } from '../core/index.ts';
import { WrongPasswordError } from './handshake-errors.ts';
import { SeverableStream } from './severable-stream.ts';
import type { SocketConnection } from './socket-connection.ts';
import { assertPeerCertificate } from './tls-certificate-check.ts';
import { certificateContext, pskContext } from './tls-credentials.ts';
import { TlsHandshakeError, TlsOwnCertificateRefusedError } from './tls-errors.ts';
import type { TlsMechanism } from './tls-negotiation.ts';
import type { TlsSettings } from './tls-settings.ts';

/** Said in TLS 1.3 only and never checked: which secret counts, follows from the Hello. */
const PSK_IDENTITY = 'Client_identity';

const SECOND_TICKET_MS = 2;
/** Whoever pauses a connection means it: no record more is read then. See receive-queue.ts. */
const READ_AHEAD = { highWaterMark: 1 };
const CLOSED = 'the connection was closed';

export interface TlsParty {
  readonly role: 'client' | 'server';
  readonly tls: TlsSettings;
  /** The channel's key: the hex text of the password's MD5, or the Authorization of a Job. */
  readonly key: Secret;
  /** Client role: the host that was dialled, to compare with the certificate; left out: nobody was dialled. */
  readonly host?: string | undefined;
  /** Server role: it may end in mid-stream, see SocketConnection.sever. */
  readonly severable?: boolean | undefined;
  /** Client role: the server has sent a session ticket, which is of no use to us but wants to be acknowledged. */
  readonly onTicket?: () => void;
}

/** @throws WrongPasswordError, TlsHandshakeError, TlsOwnCertificateRefusedError, what assertPeerCertificate throws */
export async function startTls(connection: SocketConnection, mechanism: TlsMechanism, party: TlsParty): Promise<void> {
  const { certificates } = party.tls;
  if (party.tls.authenticateOnly === true) {
    throw new TlsHandshakeError(connection.peer, 'TLS Authenticate = yes is not supported, remove it on both sides');
  }
  const context = mechanism === 'psk' ? pskContext() : await certificateContext(certificates, party.role);
  let secured: TLSSocket | undefined;
  try {
    await connection.upgrade(mechanism, (raw) => {
      const below = party.severable === true ? new SeverableStream(raw) : undefined;
      secured = wrap(below ?? raw, mechanism, context, party);
      if (party.onTicket !== undefined) secured.once('session', afterTicket(mechanism, party.onTicket));
      return { socket: secured, secure: untilSecure(secured, party.role), below };
    });
  } catch (error) {
    throw tlsFailure(connection.peer, mechanism, error as Error) ?? error;
  }
  const checked = party.role === 'client' || certificates.verifyPeer;
  if (mechanism === 'certificate' && checked && secured !== undefined) {
    const host = party.role === 'client' && party.host !== undefined ? { host: party.host } : {};
    assertPeerCertificate(secured, party.role, { peer: connection.peer, allowedCns: certificates.allowedCns, ...host });
  }
}

function wrap(raw: Duplex, mechanism: TlsMechanism, secureContext: SecureContext, party: TlsParty): TLSSocket {
  const psk = byteStringToBytes(party.key.reveal());
  if (party.role === 'client') {
    return connect({
      socket: raw,
      ...READ_AHEAD,
      secureContext,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(mechanism === 'psk' ? { pskCallback: () => ({ psk, identity: PSK_IDENTITY }) } : {}),
    });
  }
  return new TLSSocket(
    raw as Socket,
    {
      isServer: true,
      secureContext,
      rejectUnauthorized: false,
      requestCert: mechanism === 'certificate' && party.tls.certificates.verifyPeer,
      ...(mechanism === 'psk' ? { pskCallback: () => psk } : {}),
    } as ConstructorParameters<typeof TLSSocket>[1],
  );
}

/**
 * Not within the event: a write there would leave with broken protection. With PSK there is one ticket; with a
 * certificate there are two, and the second, held back like what follows it, shall not meet our only acknowledgement.
 */
const afterTicket = (mechanism: TlsMechanism, onTicket: () => void) => (): void => {
  if (mechanism === 'psk') setImmediate(onTicket);
  else setTimeout(onTicket, SECOND_TICKET_MS);
};

function untilSecure(socket: TLSSocket, role: TlsParty['role']): Promise<void> {
  const event = role === 'client' ? 'secureConnect' : 'secure';
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error(CLOSED));
    socket.once('close', onClose);
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('close', onClose);
      socket.off('error', reject);
      resolve();
    });
  });
}

/** How OpenSSL says that the two sides hold different keys: TLS 1.3, then 1.2; by the peer's alert, then by itself. */
const OTHER_KEY = /decrypt error|binder does not verify|bad record mac|decryption failed/i;

/**
 * What an error of OpenSSL means; undefined: it is none. A TLS 1.3 client hears of the server's refusal only after its
 * own side of the handshake is done, when it reads the next frame.
 */
export function tlsFailure(peer: string, mechanism: TlsMechanism, error: Error): Error | undefined {
  const openssl = opensslError(error);
  if (openssl === undefined) {
    return error.message === CLOSED ? new TlsHandshakeError(peer, error.message) : undefined;
  }
  const found = openssl.reason ?? openssl.message;
  if (mechanism === 'psk' && OTHER_KEY.test(found)) {
    return new WrongPasswordError(peer, `TLS-PSK was refused (${found})`, { cause: openssl });
  }
  if (/alert.*(certificate|unknown ca|access denied)/i.test(found)) {
    return new TlsOwnCertificateRefusedError(peer, found, { cause: openssl });
  }
  return new TlsHandshakeError(peer, found, { cause: openssl });
}

type OpensslError = Error & { readonly code: string; readonly reason?: string };

function opensslError(error: unknown): OpensslError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as Partial<OpensslError>;
  if (typeof code === 'string' && /^(ERR_SSL_|EPROTO)/.test(code)) return error as OpensslError;
  return opensslError(error.cause);
}
