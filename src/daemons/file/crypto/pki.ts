/** The keys of a Client, read once for a Job: it encrypts and signs with them, decrypts and verifies. */
import type { KeyObject } from 'node:crypto';

export interface Pki {
  readonly encrypts: boolean;
  readonly signs: boolean;
  /** Undefined where no key pair is configured. */
  readonly own: PkiKeyPair | undefined;
  /** Those whose signatures are good, the own one among them. */
  readonly trusted: readonly PkiCertificate[];
  /** Those who can decrypt: the own one and the master keys. */
  readonly recipients: readonly PkiCertificate[];
  readonly cipher: string;
  readonly digest: 'md5' | 'sha1' | 'sha256';
}

export interface PkiCertificate {
  /** The twenty bytes of its subjectKeyIdentifier. */
  readonly keyId: Buffer;
  readonly publicKey: KeyObject;
}

export interface PkiKeyPair extends PkiCertificate {
  readonly privateKey: KeyObject;
}
