/** The resource `Director` of the Console's file (07 §9.23): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { duration, int, name, password, path, type Table, text, uint, yesNo } from '../../table/index.ts';
import { MINUTE } from '../../values/duration.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';

export interface ConsoleDirectorResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Director port. */
  readonly dirPort: number;
  /** Host name or address. */
  readonly address: ByteString;
  /** Shared secret; stored as hex MD5 of the text in daemons. */
  readonly password: Secret;
  /** Refuse to run without FIPS crypto (only if compiled in). */
  readonly fipsRequire: boolean;
  /** Keepalive interval (TCP keepalive and BNET_HEARTBEAT). */
  readonly heartbeatIntervalSec: number;
  /** Readline history. */
  readonly historyFile: ByteString | undefined;
  /** Lines. */
  readonly historyFileSize: number;
}

export const consoleDirectorTable: Table<ConsoleDirectorResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  dirPort: uint('DirPort', 9101),
  address: text('Address', { required: true }),
  password: password('Password', { required: true }),
  fipsRequire: yesNo('FipsRequire', false),
  heartbeatIntervalSec: duration('HeartbeatInterval', 5 * MINUTE),
  historyFile: path('HistoryFile'),
  historyFileSize: int('HistoryFileSize', 100),
  ...tlsDirectives(),
};
