/** The door of crypto: keys, session data and signatures of encrypted and signed backups. */
export type { Pki, PkiCertificate, PkiKeyPair } from './pki.ts';
export type { PkiSettings } from './pki-settings.ts';
