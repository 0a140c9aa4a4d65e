/** Is this the certificate of whom we meant to talk to? Issuer, dates, name (specification 01-wire §6.4). */
import { checkServerIdentity, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { ByteString } from '../core/index.ts';
import { TlsExpiredError, TlsNameMismatchError, TlsNameNotAllowedError, TlsUntrustedError } from './tls-errors.ts';

export interface CertificateExpectation {
  readonly peer: string;
  readonly allowedCns: readonly ByteString[];
  /** The host that was dialled; absent for a caller, whose name follows from the Hello. */
  readonly host?: string;
}

export interface PresentedCertificate {
  readonly certificate: PeerCertificate;
  /** OpenSSL's verdict on the chain; undefined: trusted. */
  readonly verdict: string | undefined;
}

export function assertPeerCertificate(
  socket: TLSSocket,
  role: 'client' | 'server',
  expected: CertificateExpectation,
): void {
  const verdict = role === 'client' ? clientVerdict(socket) : serverVerdict(socket);
  judgeCertificate({ certificate: socket.getPeerCertificate(), verdict }, expected);
}

/** Declared as an Error, but it is the code of one. */
const clientVerdict = (socket: TLSSocket): string | undefined =>
  socket.authorized ? undefined : String(socket.authorizationError ?? 'not authorized');

/**
 * node:tls sets `authorized` on sockets of its own Server only; on one that is wrapped in mid-stream the verdict lies
 * in the handle. Should that ever change its shape, nobody is trusted.
 */
function serverVerdict(socket: TLSSocket): string | undefined {
  const handle = (socket as unknown as { _handle?: { verifyError?: () => NodeJS.ErrnoException | null | undefined } })
    ._handle;
  if (typeof handle?.verifyError !== 'function') return 'this release of Node does not tell the verdict';
  const error = handle.verifyError();
  return error === null || error === undefined ? undefined : (error.code ?? error.message);
}

/** @throws TlsUntrustedError, TlsExpiredError, TlsNameNotAllowedError, TlsNameMismatchError */
export function judgeCertificate(
  { certificate, verdict }: PresentedCertificate,
  expected: CertificateExpectation,
): void {
  const { peer, allowedCns, host } = expected;
  // A peer that shows none leaves an empty object.
  if (certificate.subject === undefined) throw new TlsUntrustedError(peer, 'it shows none');
  if (verdict === 'CERT_HAS_EXPIRED' || verdict === 'CERT_NOT_YET_VALID') {
    throw new TlsExpiredError(peer, certificate.valid_from, certificate.valid_to);
  }
  if (verdict !== undefined) throw new TlsUntrustedError(peer, describeVerdict(verdict));
  const commonNames = [certificate.subject.CN ?? []].flat();
  if (allowedCns.length > 0) {
    if (!commonNames.some((name) => allowedCns.includes(name)))
      throw new TlsNameNotAllowedError(peer, commonNames.join(', '));
    return;
  }
  if (host === undefined || bearsName(certificate, commonNames, host)) return;
  const names = [...commonNames, ...(certificate.subjectaltname?.split(', ') ?? [])]
    .map((name) => `"${name}"`)
    .join(', ');
  throw new TlsNameMismatchError(peer, host, names === '' ? 'nobody' : names);
}

/** OpenSSL's codes for "I do not know who issued this", in words. */
const describeVerdict = (verdict: string): string =>
  /SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY/.test(verdict)
    ? `none of the CAs known here has issued it (${verdict})`
    : verdict;

/** As the daemons do: the common name counts also where there are alternative names. */
const bearsName = (certificate: PeerCertificate, commonNames: readonly string[], host: string): boolean =>
  checkServerIdentity(host, certificate) === undefined ||
  commonNames.some((name) => name.toLowerCase() === host.toLowerCase());
