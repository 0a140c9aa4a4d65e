/**
 * Certificate files in PEM, for whoever speaks TLS outside Bacula's protocol: whether they can be used, in words, and whether
 * they have changed since. A key that everybody may read is refused.
 */
import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
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

/** @throws TlsFileError at the first that cannot be used */
export async function readTlsFiles({ ca, certificate, key }: TlsPaths): Promise<TlsMaterial> {
  if (key !== undefined) await checkRights(key);
  const material = {
    ...(ca !== undefined && { ca: await read(ca) }),
    ...(certificate !== undefined && { certificate: await read(certificate) }),
    ...(key !== undefined && { key: await read(key) }),
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
export async function fingerprintOf(paths: readonly (string | undefined)[]): Promise<string> {
  const marks = paths.map((path) =>
    path === undefined
      ? ''
      : stat(path).then(
          ({ ino, mtimeMs, size }) => `${ino}:${mtimeMs}:${size}`,
          () => 'missing',
        ),
  );
  return (await Promise.all(marks)).join(' ');
}

/** When a certificate ends; of several in one file, the first one's. */
export const endOfCertificate = (pem: Buffer): Date => new Date(new X509Certificate(pem).validTo);

async function checkRights(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if ((found.mode & 0o007) !== 0) throw new TlsFileError(`The key ${path} is open to everybody`, `chmod 640 ${path}`);
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
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
