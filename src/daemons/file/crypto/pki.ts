/** The keys of a Client, read once for a Job: it encrypts and signs with them, decrypts and verifies. */
import type { KeyObject } from 'node:crypto';
import { CIPHERS, type CipherAlgorithm, type SignedDigest } from './algorithms.ts';
import { readCertificate, readKeyPair } from './certificate.ts';
import { PkiMissingError } from './errors.ts';
import type { PkiSettings } from './pki-settings.ts';

export interface PkiCertificate {
  /** The bytes of its subjectKeyIdentifier. */
  readonly keyId: Buffer;
  readonly publicKey: KeyObject;
}

export interface PkiKeyPair extends PkiCertificate {
  readonly privateKey: KeyObject;
}

export interface Pki {
  readonly encrypts: boolean;
  readonly signs: boolean;
  /** Undefined where no key pair is configured. */
  readonly own: PkiKeyPair | undefined;
  /** Those whose signatures are good, the own one among them. */
  readonly trusted: readonly PkiCertificate[];
  /** Those who can decrypt: the own one and the master keys. */
  readonly recipients: readonly PkiCertificate[];
  readonly cipher: CipherAlgorithm;
  readonly digest: SignedDigest['name'];
}

const DIGESTS: readonly string[] = ['md5', 'sha1', 'sha256'];

/** @throws PkiFileError, PkiMissingError */
export function openPki(settings: PkiSettings): Pki {
  const { signatures, encryption, keyPair, signers, masterKeys } = settings;
  if (keyPair === undefined && (signatures || encryption)) {
    throw new PkiMissingError('Data is to be encrypted or signed, but no key pair is named');
  }
  const own = keyPair === undefined ? undefined : readKeyPair(keyPair);
  const owns = own === undefined ? [] : [own];
  return {
    encrypts: encryption,
    signs: signatures,
    own,
    trusted: [...owns, ...signers.map(readCertificate)],
    recipients: [...owns, ...masterKeys.map(readCertificate)],
    cipher: cipherOf(settings.cipher),
    digest: digestOf(settings.digest),
  };
}

function cipherOf(name = 'aes128'): CipherAlgorithm {
  const cipher = CIPHERS.find((known) => known.name === name.toLowerCase());
  if (cipher === undefined) throw new PkiMissingError(`The PKI cipher ${name} is not offered here`);
  return cipher;
}

function digestOf(name: string): Pki['digest'] {
  const lower = name.toLowerCase();
  if (!DIGESTS.includes(lower)) throw new PkiMissingError(`Nothing can be signed with the PKI digest ${name}`);
  return lower as Pki['digest'];
}
