/** The resource `Console` of the Console's file (07 §9.22): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { duration, name, password, path, type Table, text, yesNo } from '../../table/index.ts';
import { MINUTE } from '../../values/duration.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';

export interface ConsoleProgramResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Accepted, unused. */
  readonly rcFile: ByteString | undefined;
  /** Shared secret; stored as hex MD5 of the text in daemons. */
  readonly password: Secret;
  /** Director resource to use (15.x, restricts -D). */
  readonly director: ByteString | undefined;
  /** Keepalive interval (TCP keepalive and BNET_HEARTBEAT). */
  readonly heartbeatIntervalSec: number;
  /** LZ4 compression of outgoing packets. */
  readonly commCompression: boolean;
}

export const consoleProgramTable: Table<ConsoleProgramResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  rcFile: path('RCFile'),
  password: password('Password', { required: true }),
  director: text('Director'),
  heartbeatIntervalSec: duration('HeartbeatInterval', 5 * MINUTE),
  commCompression: yesNo('CommCompression', true),
  ...tlsDirectives(),
};
