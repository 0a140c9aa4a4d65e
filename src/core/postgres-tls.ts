/** TLS to a PostgreSQL, as node:tls is told, and what a failure of it means in words. */
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { fingerprintOf, readTlsFiles, type TlsMaterial, type TlsPaths } from './tls-files.ts';

/** As libpq's sslmode of the same name; none of them goes on in the clear. */
export type PostgresTlsMode = 'require' | 'verify-ca' | 'verify-full';

export interface PostgresTls {
  readonly mode: PostgresTlsMode;
  readonly material: TlsMaterial;
}

export function postgresTls(
  host: string,
  { mode, material: { ca, certificate, key } }: PostgresTls,
): ConnectionOptions {
  return {
    host,
    minVersion: 'TLSv1.2',
    // libpq: an authority that is there is asked, whatever the mode.
    rejectUnauthorized: mode !== 'require' || ca !== undefined,
    checkServerIdentity: (_host, certificateShown) =>
      mode === 'verify-full' ? checkServerIdentity(host, certificateShown) : undefined,
    ...(ca && { ca }),
    ...(certificate && { cert: certificate }),
    ...(key && { key }),
  };
}

/**
 * The files as they are at each call, so that what is renewed needs no restart; what cannot be used leaves the old ones in force.
 * @throws TlsFileError where they could never be used
 */
export function currentTlsFiles(paths: TlsPaths): () => TlsMaterial {
  const { ca, certificate, key } = paths;
  let fingerprint = '';
  let material: TlsMaterial | undefined;
  return () => {
    const now = fingerprintOf([ca, certificate, key]);
    if (material !== undefined && now === fingerprint) return material;
    try {
      [material, fingerprint] = [readTlsFiles(paths), now];
    } catch (error) {
      // It is just being written: the next connection looks again.
      if (material === undefined) throw error;
    }
    return material;
  };
}

export interface TlsTrouble {
  readonly found: string;
  readonly hint: string;
}

/** Undefined: that was not about TLS. `authority` names the file, or the directive, that says whom to trust. */
export function explainTls(error: unknown, authority: string): TlsTrouble | undefined {
  const text = error instanceof Error ? error.message : String(error);
  const row = TROUBLES.find(([words]) => words.test(text));
  if (row === undefined) return undefined;
  const names = /does not match certificate's altnames: (.*?)\.?$/i.exec(text)?.[1];
  return {
    found: `${row[1]}${names === undefined ? '' : ` (${names})`}`,
    hint: row[2].replace('AUTHORITY', authority),
  };
}

const TROUBLES: readonly (readonly [RegExp, string, string])[] = [
  [
    /certificate has expired/i,
    'its certificate has expired',
    'Renew that certificate in its place, and compare the clocks',
  ],
  [/certificate is not yet valid/i, 'its certificate is not valid yet', 'Compare the clocks of both machines'],
  [
    /unable to verify|self.signed|unable to get (local )?issuer|certificate verify failed|invalid CA certificate/i,
    'nobody whom this node trusts has signed its certificate',
    'AUTHORITY must hold the authority that has signed it',
  ],
  [
    /does not match certificate's altnames|does not match host name/i,
    'its certificate is for another host',
    'Give it a certificate whose subjectAltName has the address by which it is reached',
  ],
  [
    /server does not support SSL/i,
    'it speaks no TLS',
    'Give that PostgreSQL a certificate; in a cluster, Catalog TLS Certificate and Catalog TLS Key of its Node',
  ],
  [/no encryption|SSL off/i, 'it lets nobody in without TLS', 'Write AUTHORITY here too: on all nodes, or on none'],
  [
    /alert (number|bad certificate|certificate|unknown ca)/i,
    'it does not accept our certificate',
    'Compare our certificate with what that PostgreSQL trusts',
  ],
];
