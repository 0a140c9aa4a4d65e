/** Certificate files to the secure contexts of node:tls; read once, and again when a file has changed. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { type ByteString, byteStringToBytes, displayText } from '../core/index.ts';
import { TlsFileError } from './tls-errors.ts';
import type { TlsCertificates } from './tls-settings.ts';

const MIN_VERSION = 'TLSv1.2';
const CA_FILES_MAX = 1000;
const CIPHERS_PSK = 'TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384:PSK-AES256-CBC-SHA';

let psk: SecureContext | undefined;

/** One context for all PSK peers: the key is asked for per connection. An empty `ca` keeps the system's roots out. */
export function pskContext(): SecureContext {
  psk ??= createSecureContext({ ciphers: CIPHERS_PSK, minVersion: MIN_VERSION, ca: [] });
  return psk;
}

interface Loaded {
  readonly fingerprint: string;
  readonly context: SecureContext;
}
const loaded = { client: new WeakMap<TlsCertificates, Loaded>(), server: new WeakMap<TlsCertificates, Loaded>() };

/** @throws TlsFileError */
export async function certificateContext(
  certificates: TlsCertificates,
  role: 'client' | 'server',
): Promise<SecureContext> {
  const fingerprint = await fingerprintOf(certificates);
  const known = loaded[role].get(certificates);
  if (known?.fingerprint === fingerprint) return known.context;
  const context = await load(certificates, role);
  loaded[role].set(certificates, { fingerprint, context });
  return context;
}

async function load(certificates: TlsCertificates, role: 'client' | 'server'): Promise<SecureContext> {
  const { caCertificateFile, caCertificateDir, certificateFile, keyFile, dhFile } = certificates;
  const ca = [
    ...(caCertificateFile === undefined ? [] : [await read('TLS CA Certificate File', caCertificateFile)]),
    ...(caCertificateDir === undefined ? [] : await readCaDir(caCertificateDir)),
  ];
  if (ca.length === 0 && (role === 'client' || certificates.verifyPeer)) {
    throw new TlsFileError('There is no CA to check the certificate of the peer with', 'Set TLS CA Certificate File');
  }
  if (role === 'server' && certificateFile === undefined) {
    throw new TlsFileError('There is no certificate to show to callers', 'Set TLS Certificate and TLS Key');
  }
  const own =
    certificateFile === undefined
      ? {}
      : {
          cert: await read('TLS Certificate', certificateFile),
          key: await read('TLS Key', keyFile ?? certificateFile),
        };
  const dhparam = dhFile === undefined ? 'auto' : await read('TLS DH File', dhFile);
  try {
    return createSecureContext({ ca, ...own, minVersion: MIN_VERSION, ...(role === 'server' ? { dhparam } : {}) });
  } catch (error) {
    throw new TlsFileError(
      `The TLS files cannot be used: ${(error as Error).message}`,
      `Check that these are PEM files that belong together: ${displayText(pathsOf(certificates).join(', '))}`,
      { cause: error },
    );
  }
}

async function read(directive: string, path: ByteString): Promise<Buffer> {
  try {
    return await readFile(byteStringToBytes(path));
  } catch (error) {
    throw new TlsFileError(
      `${directive} ${displayText(path)} cannot be read: ${(error as Error).message}`,
      'Check the path and its permissions',
      {
        cause: error,
      },
    );
  }
}

/** A directory of hashed CA certificates; whatever else lies there is passed over. */
async function readCaDir(directory: ByteString): Promise<Buffer[]> {
  const names = (await listDir(directory)).filter((name) => /^[0-9a-f]{8}\.\d+$|\.(?:pem|crt)$/.test(name));
  const files = await Promise.all(
    names.slice(0, CA_FILES_MAX).map((name) => read('TLS CA Certificate Dir', join(directory, name))),
  );
  return files.filter((file) => file.includes('-----BEGIN CERTIFICATE-----'));
}

async function listDir(directory: ByteString): Promise<ByteString[]> {
  try {
    return await readdir(byteStringToBytes(directory), { encoding: 'latin1' });
  } catch (error) {
    const sentence = `TLS CA Certificate Dir ${displayText(directory)} cannot be read: ${(error as Error).message}`;
    throw new TlsFileError(sentence, 'Check the path and its permissions', { cause: error });
  }
}

const pathsOf = (c: TlsCertificates): ByteString[] =>
  [c.caCertificateFile, c.caCertificateDir, c.certificateFile, c.keyFile, c.dhFile].filter(
    (path) => path !== undefined,
  );

async function fingerprintOf(certificates: TlsCertificates): Promise<string> {
  const times = await Promise.all(
    pathsOf(certificates).map((path) =>
      stat(byteStringToBytes(path)).then(
        (found) => `${found.ino}:${found.mtimeMs}`,
        () => 'missing',
      ),
    ),
  );
  return times.join(' ');
}
