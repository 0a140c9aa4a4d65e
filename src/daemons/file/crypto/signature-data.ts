/** The signature of a file's digest (specification 04 §6.3): stream 19. RSA over the digest that was computed elsewhere. */
import { constants, privateEncrypt, publicDecrypt, timingSafeEqual } from 'node:crypto';
import { SIGNED_DIGESTS, type SignedDigest } from './algorithms.ts';
import { DerReader, der, derSet, derZero, TAG } from './der.ts';
import { BadCryptoRecordError } from './errors.ts';
import type { PkiCertificate, PkiKeyPair } from './pki.ts';

export interface Signature {
  readonly keyId: Buffer;
  /** Undefined: one that is not known here. */
  readonly digest: SignedDigest['name'] | undefined;
  readonly signature: Buffer;
}

const find = (name: SignedDigest['name']): SignedDigest =>
  SIGNED_DIGESTS.find((known) => known.name === name) as SignedDigest;

/** What RSASSA-PKCS1-v1_5 signs. */
const digestInfo = ({ oid }: SignedDigest, digest: Buffer): Buffer =>
  der(TAG.sequence, der(TAG.sequence, der(TAG.oid, oid), der(TAG.nothing)), der(TAG.octets, digest));

export function encodeSignature(pair: PkiKeyPair, name: SignedDigest['name'], digest: Buffer): Buffer {
  const algorithm = find(name);
  const padding = constants.RSA_PKCS1_PADDING;
  const signature = privateEncrypt({ key: pair.privateKey, padding }, digestInfo(algorithm, digest));
  const signer = der(
    TAG.sequence,
    derZero(),
    der(TAG.octets, pair.keyId),
    der(TAG.oid, algorithm.oid),
    der(TAG.oid, algorithm.withRsa),
    der(TAG.octets, signature),
  );
  return der(TAG.sequence, derZero(), derSet([signer]));
}

/** @throws BadCryptoRecordError */
export function decodeSignatures(record: Buffer): readonly Signature[] {
  const body = new DerReader(record).into(TAG.sequence);
  body.take(TAG.integer);
  const signers = body.into(TAG.set);
  const found: Signature[] = [];
  while (!signers.atEnd) {
    const signer = signers.into(TAG.sequence);
    signer.take(TAG.integer);
    const keyId = Buffer.from(signer.take(TAG.octets));
    const oid = signer.take(TAG.oid);
    signer.take(TAG.oid);
    const digest = SIGNED_DIGESTS.find((known) => known.oid.equals(oid))?.name;
    found.push({ keyId, digest, signature: Buffer.from(signer.take(TAG.octets)) });
  }
  if (found.length === 0) throw new BadCryptoRecordError('nobody has signed');
  return found;
}

/** Whether this key has signed this digest. */
export function isSignedBy(
  { publicKey }: PkiCertificate,
  { signature }: Signature,
  name: SignedDigest['name'],
  digest: Buffer,
): boolean {
  const expected = digestInfo(find(name), digest);
  try {
    const signed = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
    return signed.length === expected.length && timingSafeEqual(signed, expected);
  } catch {
    return false;
  }
}
