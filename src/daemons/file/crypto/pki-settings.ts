/** The PKI directives of a FileDaemon resource (specification 04 §6). */
import type { ByteString } from '../../../core/index.ts';

export interface PkiSettings {
  readonly signatures: boolean;
  readonly encryption: boolean;
  /** PEM: certificate and private key in one file. */
  readonly keyPair: ByteString | undefined;
  /** PEM: further certificates whose signatures are good. */
  readonly signers: readonly ByteString[];
  /** PEM: certificates whose keys can decrypt too. */
  readonly masterKeys: readonly ByteString[];
  /** aes128 (default), aes192, aes256, blowfish. */
  readonly cipher: string | undefined;
  /** sha256 (default), sha1, md5. */
  readonly digest: string;
}
