/**
 * Certificate files in PEM, for whoever speaks TLS outside Bacula's protocol: whether they can be used, in words, and whether
 * they have changed since. A key that everybody may read is refused.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { AppError } from './errors.ts';

export interface TlsPaths {
  /** Whom to trust. */
  readonly ca?: string | undefined;
  /** Who one is; behind it, in the same file, whatever leads to the authority. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

export type TlsMaterial = { readonly [Name in keyof TlsPaths]?: Buffer };

export class TlsFileError extends AppError {
  readonly code = 'TLS_FILE';
  override readonly hint: string;

  constructor(sentence: string, hint: string, options?: ErrorOptions) {
    super(sentence, options);
    this.hint = hint;
  }
}

/** They are small, and read seldom. @throws TlsFileError at the first that cannot be used */
export function readTlsFiles({ ca, certificate, key }: TlsPaths): TlsMaterial {
  const material = {
    ...(ca !== undefined && { ca: read(ca) }),
    ...(certificate !== undefined && { certificate: read(certificate) }),
    ...(key !== undefined && { key: readKey(key) }),
  };
  if (material.ca) checkCertificate(ca ?? '', material.ca);
  if (material.certificate) checkCertificate(certificate ?? '', material.certificate);
  if (material.certificate && material.key) {
    try {
      createSecureContext({ cert: material.certificate, key: material.key });
    } catch (cause) {
      const hint = 'Name the key that the certificate was made with, in PEM and without a passphrase';
      throw new TlsFileError(`The key ${key} does not fit the certificate ${certificate}`, hint, { cause });
    }
  }
  return material;
}

/** Another one when a file was written, replaced or taken away. */
export const fingerprintOf = (paths: readonly (string | undefined)[]): string =>
  paths.map((path) => (path === undefined ? '' : markOf(path))).join(' ');

function markOf(path: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(path);
    return `${ino}:${mtimeMs}:${size}`;
  } catch {
    return 'missing';
  }
}

function readKey(path: string): Buffer {
  const key = read(path);
  if ((statSync(path).mode & 0o007) !== 0) {
    throw new TlsFileError(`The key ${path} is open to everybody`, `chmod 640 ${path}`);
  }
  return key;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function checkCertificate(path: string, pem: Buffer): void {
  try {
    new X509Certificate(pem);
  } catch (cause) {
    throw new TlsFileError(`${path} holds no certificate`, 'Name a file in PEM: -----BEGIN CERTIFICATE-----', {
      cause,
    });
  }
}

const unreadable = (path: string, cause: unknown): TlsFileError =>
  new TlsFileError(
    `cannot read ${path} (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`,
    'Check the path, and that the user of this process may read it',
    { cause },
  );
