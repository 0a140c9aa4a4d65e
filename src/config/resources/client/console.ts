/** The resource `Console` of the Client's file (07 §9.15): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { name, password, type Table, text, uint } from '../../table/index.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';

export interface ClientConsoleResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Shared secret; stored as hex MD5 of the text in daemons. */
  readonly password: Secret;
  /** Host name or address. */
  readonly address: ByteString | undefined;
  /** Director port. */
  readonly dirPort: number;
}

export const clientConsoleTable: Table<ClientConsoleResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  password: password('Password', { required: true }),
  address: text('Address'),
  dirPort: uint('DirPort', 9101),
  ...tlsDirectives('verifyPeer', 'dhFile', 'allowedCn'),
};
