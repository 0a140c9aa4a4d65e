/** The key of a session's data: its record is the same for every file, and opening it takes a millisecond. */
import { type DataKey, NoDecryptionKeyError, openSessionData, type Pki } from '../../crypto/index.ts';

export class SessionKey {
  readonly #pki: Pki | undefined;
  #record = Buffer.alloc(0);
  #key: DataKey | undefined;

  constructor(pki: Pki | undefined) {
    this.#pki = pki;
  }

  /** The record that came with a file. */
  take(record: Buffer): void {
    if (record.equals(this.#record)) return;
    this.#record = Buffer.from(record);
    this.#key = undefined;
  }

  /** @throws BadCryptoRecordError, NoDecryptionKeyError */
  open(): DataKey {
    const own = this.#pki?.own;
    if (own === undefined) throw new NoDecryptionKeyError('no PKI Keypair is configured here');
    this.#key ??= openSessionData(this.#record, [own]);
    return this.#key;
  }
}
