/** What is wrong with keys, and with records that need them. */
import { AppError, displayText } from '../../../core/index.ts';

/** At the start of a Job: without its keys nothing is saved in clear by mistake. */
export class PkiFileError extends AppError {
  readonly code = 'CLIENT_PKI_FILE';
  override readonly hint = 'See the PKI directives of the FileDaemon resource; the files are PEM, and the keys RSA';

  constructor(path: string, found: string, options?: ErrorOptions) {
    super(`The PKI file ${displayText(path)} cannot be used: ${found}`, options);
  }
}

export class PkiMissingError extends AppError {
  readonly code = 'CLIENT_PKI_MISSING';
  override readonly hint = 'Name the file of certificate and private key as PKI Keypair in the FileDaemon resource';

  constructor(found: string) {
    super(found);
  }
}

export class BadCryptoRecordError extends AppError {
  readonly code = 'CLIENT_PKI_RECORD';
  override readonly hint = 'The Volume may be damaged; an older backup, or a copy, may still be good';

  constructor(found: string) {
    super(`A record of encrypted or signed data is not sound: ${found}`);
  }
}

/** None of the keys at hand opens the data. */
export class NoDecryptionKeyError extends AppError {
  readonly code = 'CLIENT_PKI_NO_KEY';
  override readonly hint = 'Make PKI Keypair the one that the backup was made with, or that of its PKI Master Key';

  constructor(found: string) {
    super(`The data cannot be decrypted: ${found}`);
  }
}
