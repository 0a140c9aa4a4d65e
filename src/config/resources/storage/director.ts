/** The resource `Director` of the Storage's file (07 §9.18): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { name, password, type Table, text, yesNo } from '../../table/index.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';

export interface StorageDirectorResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Shared secret; stored as hex MD5 of the text in daemons. */
  readonly password: Secret;
  /** This Director may only ask for status. */
  readonly monitor: boolean;
}

export const storageDirectorTable: Table<StorageDirectorResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  password: password('Password', { required: true }),
  monitor: yesNo('Monitor', false),
  ...tlsDirectives('verifyPeer', 'dhFile', 'allowedCn'),
};
