/** Certificates and private keys from PEM files. A certificate is known by its subjectKeyIdentifier, which it must have. */
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ByteString, byteStringToBytes } from '../../../core/index.ts';
import { DerReader, TAG } from './der.ts';
import { PkiFileError } from './errors.ts';
import type { PkiCertificate, PkiKeyPair } from './pki.ts';

const SUBJECT_KEY_IDENTIFIER = Buffer.from('551d0e', 'hex');
/** In a certificate's body: the context tag 3 that holds the extensions. */
const EXTENSIONS_TAG = 0xa3;

/** @throws PkiFileError */
export function readCertificate(path: ByteString): PkiCertificate {
  return parse(path, readPem(path));
}

/** Certificate and private key of one file. @throws PkiFileError */
export function readKeyPair(path: ByteString): PkiKeyPair {
  const pem = readPem(path);
  const certificate = parse(path, pem);
  const privateKey = attempt(path, 'it holds no private key that can be read', () => createPrivateKey(pem));
  const own = createPublicKey(privateKey);
  if (!own.equals(certificate.publicKey))
    throw new PkiFileError(path, 'certificate and private key do not belong together');
  return { ...certificate, privateKey };
}

function readPem(path: ByteString): Buffer {
  return attempt(path, 'it cannot be read', () => readFileSync(byteStringToBytes(path)));
}

function parse(path: ByteString, pem: Buffer): PkiCertificate {
  const certificate = attempt(path, 'it holds no certificate', () => new X509Certificate(pem));
  const { publicKey } = certificate;
  if (publicKey.asymmetricKeyType !== 'rsa') throw new PkiFileError(path, 'its key is no RSA key');
  const keyId = attempt(path, 'its certificate is not sound', () => subjectKeyIdentifier(certificate.raw));
  if (keyId === undefined) throw new PkiFileError(path, 'its certificate has no subjectKeyIdentifier');
  return { keyId, publicKey };
}

function attempt<T>(path: ByteString, found: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new PkiFileError(path, `${found} (${(cause as Error).message})`, { cause });
  }
}

/** RFC 5280: Certificate → tbsCertificate → extensions → the one with this identifier. */
function subjectKeyIdentifier(certificate: Buffer): Buffer | undefined {
  const body = new DerReader(certificate).into(TAG.sequence).into(TAG.sequence);
  while (!body.atEnd && body.tag !== EXTENSIONS_TAG) body.skip();
  if (body.atEnd) return undefined;
  const extensions = body.into(EXTENSIONS_TAG).into(TAG.sequence);
  while (!extensions.atEnd) {
    const extension = extensions.into(TAG.sequence);
    if (!extension.take(TAG.oid).equals(SUBJECT_KEY_IDENTIFIER)) continue;
    while (extension.tag !== TAG.octets) extension.skip();
    return Buffer.from(extension.into(TAG.octets).take(TAG.octets));
  }
  return undefined;
}
