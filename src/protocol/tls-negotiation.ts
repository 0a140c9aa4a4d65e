/**
 * Which TLS two parties use, from what both have said (specification 01-wire §6.1, §6.2). Pure.
 * Early TLS is settled before CRAM, by `tlspsk`; classic TLS after it, by the `ssl` numbers of the challenges.
 */
import type { TlsNeed, TlsNeeds } from './tls-settings.ts';

export type TlsMechanism = 'certificate' | 'psk';

const NONE: TlsNeeds = { certificate: 0, psk: 0 };

/** Before CRAM: certificate TLS where both can, else PSK where both can, else none (yet). */
export function earlyTls(own: TlsNeeds, peer: TlsNeeds = NONE): TlsMechanism | undefined {
  if (own.certificate >= 1 && peer.certificate >= 1) return 'certificate';
  return own.psk >= 1 && peer.psk >= 1 ? 'psk' : undefined;
}

/**
 * No early TLS came about: may we go on in clear? Only a certificate can still be agreed on after CRAM, so a party
 * that requires PSK and has no certificate stops here, before anything is said that depends on the password.
 */
export const mayGoOnWithoutEarlyTls = (own: TlsNeeds): boolean => own.psk < 2 || own.certificate >= 1;

export type ClassicTls = 'tls' | 'clear' | 'we-require' | 'peer-requires';

/** After CRAM without early TLS. `psk` required and not had counts as a requirement of ours that a certificate meets. */
export function classicTls(own: TlsNeeds, peerCertificate: TlsNeed): ClassicTls {
  if (own.certificate >= 1 && peerCertificate >= 1) return 'tls';
  if (own.certificate === 2 || own.psk === 2) return 'we-require';
  return peerCertificate === 2 ? 'peer-requires' : 'clear';
}
