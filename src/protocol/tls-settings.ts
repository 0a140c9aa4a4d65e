/**
 * What a resource says about TLS towards one peer, and how it is told to that peer as `tlspsk=N`
 * (specification 01-wire §6.2). Pure; the sockets are in tls-upgrade.ts.
 */
import type { ByteString } from '../core/index.ts';

/** 0 none, 1 possible, 2 required: the numbers that travel in `ssl=N` and `tlspsk=N`. */
export type TlsNeed = 0 | 1 | 2;

export interface TlsNeeds {
  readonly certificate: TlsNeed;
  readonly psk: TlsNeed;
}

/** Certificate material and checks; the paths are read when they are first needed, and again when they changed. */
export interface TlsCertificates {
  readonly caCertificateFile?: ByteString;
  readonly caCertificateDir?: ByteString;
  readonly certificateFile?: ByteString;
  readonly keyFile?: ByteString;
  readonly dhFile?: ByteString;
  /** Server role: ask the client for a certificate and check it. The client always checks the server's. */
  readonly verifyPeer: boolean;
  /** Common names that the peer's certificate may bear; empty: any (server role), the dialled host (client role). */
  readonly allowedCns: readonly ByteString[];
}

export interface TlsSettings extends TlsNeeds {
  /** TLS Authenticate = yes: both sides fall back to clear text after CRAM. Not supported; refused where it would matter. */
  readonly authenticateOnly?: boolean;
  readonly certificates: TlsCertificates;
}

/** The directives of a Director, Client, Storage or Console resource, by their names in the configuration. */
export interface TlsDirectives {
  readonly tlsEnable?: boolean | undefined;
  readonly tlsRequire?: boolean | undefined;
  readonly tlsPskEnable?: boolean | undefined;
  readonly tlsAuthenticate?: boolean | undefined;
  readonly tlsVerifyPeer?: boolean | undefined;
  readonly tlsCaCertificateFile?: ByteString | undefined;
  readonly tlsCaCertificateDir?: ByteString | undefined;
  readonly tlsCertificate?: ByteString | undefined;
  readonly tlsKey?: ByteString | undefined;
  readonly tlsDhFile?: ByteString | undefined;
  readonly tlsAllowedCn?: readonly ByteString[] | undefined;
}

const NO_CERTIFICATES: TlsCertificates = { verifyPeer: false, allowedCns: [] };

/** Clear text, whatever the peer offers. */
export const TLS_OFF: TlsSettings = { certificate: 0, psk: 0, certificates: NO_CERTIFICATES };
/** What 15.x does without any directive: TLS-PSK when the peer offers it too, clear text otherwise. */
export const TLS_AUTOMATIC: TlsSettings = { certificate: 0, psk: 1, certificates: NO_CERTIFICATES };

/** The table of §6.2: TLS Enable, TLS Require and TLS PSK Enable (default yes) to the two needs. */
export function tlsSettings(directives: TlsDirectives): TlsSettings {
  const need: TlsNeed = directives.tlsRequire === true ? 2 : 1;
  const { tlsCaCertificateFile, tlsCaCertificateDir, tlsCertificate, tlsKey, tlsDhFile } = directives;
  return {
    certificate: directives.tlsEnable === true ? need : 0,
    psk: directives.tlsPskEnable === false ? 0 : need,
    authenticateOnly: directives.tlsAuthenticate === true,
    certificates: {
      ...(tlsCaCertificateFile === undefined ? {} : { caCertificateFile: tlsCaCertificateFile }),
      ...(tlsCaCertificateDir === undefined ? {} : { caCertificateDir: tlsCaCertificateDir }),
      ...(tlsCertificate === undefined ? {} : { certificateFile: tlsCertificate }),
      ...(tlsKey === undefined ? {} : { keyFile: tlsKey }),
      ...(tlsDhFile === undefined ? {} : { dhFile: tlsDhFile }),
      verifyPeer: directives.tlsVerifyPeer !== false,
      allowedCns: directives.tlsAllowedCn ?? [],
    },
  };
}

/** `tlspsk=N` counts the certificate need in ones and the PSK need in hundreds. */
export const encodeTlsNeeds = (needs: TlsNeeds): number => needs.certificate + 100 * needs.psk;

/** A number that no genuine daemon sends reads as the nearest that makes sense. */
export function decodeTlsNeeds(tlspsk: number): TlsNeeds {
  return { certificate: clampNeed(tlspsk % 100), psk: clampNeed(Math.floor(tlspsk / 100)) };
}

export const clampNeed = (value: number): TlsNeed => (value >= 2 ? 2 : value >= 1 ? 1 : 0);
