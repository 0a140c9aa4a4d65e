/**
 * The key of a Job's data, sealed for each who may open it (specification 04 §6.1): stream 22, the same record before the
 * data of every file.
 */
import { constants, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import { CIPHERS, type CipherAlgorithm, IV_BYTES, RSA_ENCRYPTION } from './algorithms.ts';
import { DerReader, der, derSet, derZero, TAG } from './der.ts';
import { BadCryptoRecordError, NoDecryptionKeyError } from './errors.ts';
import type { PkiCertificate, PkiKeyPair } from './pki.ts';

export interface DataKey {
  readonly cipher: CipherAlgorithm;
  readonly key: Buffer;
  readonly iv: Buffer;
}

export const newDataKey = (cipher: CipherAlgorithm): DataKey => ({
  cipher,
  key: randomBytes(cipher.keyBytes),
  iv: randomBytes(IV_BYTES),
});

export function encodeSessionData({ cipher, key, iv }: DataKey, recipients: readonly PkiCertificate[]): Buffer {
  const sealed = recipients.map(({ keyId, publicKey }) =>
    der(
      TAG.sequence,
      derZero(),
      der(TAG.octets, keyId),
      der(TAG.oid, RSA_ENCRYPTION),
      der(TAG.octets, publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, key)),
    ),
  );
  return der(TAG.sequence, derZero(), der(TAG.oid, cipher.oid), der(TAG.octets, iv), derSet(sealed));
}

/** Opens the key with the first of the pairs that fits. @throws BadCryptoRecordError, NoDecryptionKeyError */
export function openSessionData(record: Buffer, pairs: readonly PkiKeyPair[]): DataKey {
  const body = new DerReader(record).into(TAG.sequence);
  body.take(TAG.integer);
  const oid = body.take(TAG.oid);
  const iv = Buffer.from(body.take(TAG.octets));
  const cipher = CIPHERS.find((known) => known.oid.equals(oid));
  if (cipher === undefined) throw new NoDecryptionKeyError(`its cipher (${oid.toString('hex')}) is not known here`);
  if (iv.length !== IV_BYTES) throw new BadCryptoRecordError('the initialization vector has another length');
  const key = unseal(body.into(TAG.set), pairs);
  if (key.length !== cipher.keyBytes) throw new NoDecryptionKeyError('the private key does not open it');
  return { cipher, key, iv };
}

function unseal(recipients: DerReader, pairs: readonly PkiKeyPair[]): Buffer {
  while (!recipients.atEnd) {
    const recipient = recipients.into(TAG.sequence);
    recipient.take(TAG.integer);
    const keyId = recipient.take(TAG.octets);
    recipient.take(TAG.oid);
    const pair = pairs.find((candidate) => candidate.keyId.equals(keyId));
    if (pair !== undefined) return decrypt(pair, recipient.take(TAG.octets));
  }
  throw new NoDecryptionKeyError('it is sealed for other keys');
}

function decrypt({ privateKey }: PkiKeyPair, sealed: Buffer): Buffer {
  try {
    return privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, sealed);
  } catch (cause) {
    throw new NoDecryptionKeyError(`the private key does not open it (${(cause as Error).message})`);
  }
}
