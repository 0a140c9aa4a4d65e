/** The algorithms of encrypted and signed backups by their object identifiers (specification 04 §6). */

export interface CipherAlgorithm {
  readonly name: 'aes128' | 'aes192' | 'aes256' | 'blowfish';
  /** As OpenSSL calls it. */
  readonly openssl: string;
  readonly oid: Buffer;
  readonly keyBytes: number;
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

export const CIPHERS: readonly CipherAlgorithm[] = [
  { name: 'aes128', openssl: 'aes-128-cbc', oid: hex('608648016503040102'), keyBytes: 16 },
  { name: 'aes192', openssl: 'aes-192-cbc', oid: hex('608648016503040116'), keyBytes: 24 },
  { name: 'aes256', openssl: 'aes-256-cbc', oid: hex('60864801650304012a'), keyBytes: 32 },
];

/** Of the session, whatever the cipher uses of it. */
export const IV_BYTES = 16;

export const RSA_ENCRYPTION = hex('2a864886f70d010101');

export interface SignedDigest {
  readonly name: 'md5' | 'sha1' | 'sha256' | 'sha512';
  readonly oid: Buffer;
  /** The digest and RSA together. */
  readonly withRsa: Buffer;
}

export const SIGNED_DIGESTS: readonly SignedDigest[] = [
  { name: 'md5', oid: hex('2a864886f70d0205'), withRsa: hex('2a864886f70d010104') },
  { name: 'sha1', oid: hex('2b0e03021a'), withRsa: hex('2a864886f70d010105') },
  { name: 'sha256', oid: hex('608648016503040201'), withRsa: hex('2a864886f70d01010b') },
  { name: 'sha512', oid: hex('608648016503040203'), withRsa: hex('2a864886f70d01010d') },
];
