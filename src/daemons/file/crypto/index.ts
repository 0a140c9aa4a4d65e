/** The door of crypto: keys, session data and signatures of encrypted and signed backups. */
export type { CipherAlgorithm } from './algorithms.ts';
export { BadCryptoRecordError, NoDecryptionKeyError } from './errors.ts';
export { openPki, type Pki, type PkiCertificate, type PkiKeyPair } from './pki.ts';
export type { PkiSettings } from './pki-settings.ts';
export { type DataKey, encodeSessionData, newDataKey, openSessionData } from './session-data.ts';
export { decodeSignatures, encodeSignature, isSignedBy, type Signature } from './signature-data.ts';
