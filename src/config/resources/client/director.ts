/** The resource `Director` of the Client's file (07 §9.14): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { duration, name, password, reference, speed, type Table, text, texts, uint, yesNo } from '../../table/index.ts';
import { MINUTE } from '../../values/duration.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';
import type { ClientConsoleResource } from './console.ts';
import type { ClientScheduleResource } from './schedule.ts';

export interface ClientDirectorResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Shared secret; stored as hex MD5 of the text in daemons. */
  readonly password: Secret;
  /** Host name or address. */
  readonly address: ByteString | undefined;
  /** Director port. */
  readonly dirPort: number;
  /** This Director may only ask for status. */
  readonly monitor: boolean;
  /** This Director may control only its own (tray) jobs. */
  readonly remote: boolean;
  /** Rate limit per job. */
  readonly maximumBandwidthPerJobBytesPerSec: number;
  /** Commands refused from Directors. */
  readonly disableCommand: readonly ByteString[];
  /** Console resource used for FD-initiated connection. */
  readonly console: ClientConsoleResource | undefined;
  /** FD connects to the Director. */
  readonly connectToDirector: boolean;
  /** When to run. */
  readonly schedule: ClientScheduleResource | undefined;
  /** Reconnect period. */
  readonly reconnectionTimeSec: number;
  /** Only these may be backed up. */
  readonly allowedBackupDirectories: readonly ByteString[];
  /** Never back up these. */
  readonly excludedBackupDirectories: readonly ByteString[];
  /** Scripts only from here. */
  readonly allowedScriptDirectories: readonly ByteString[];
  /** Restore only here. */
  readonly allowedRestoreDirectories: readonly ByteString[];
  /** Uid for backup jobs. */
  readonly backupJobUser: ByteString | undefined;
  /** Uid for restore jobs. */
  readonly restoreJobUser: ByteString | undefined;
}

export const clientDirectorTable: Table<ClientDirectorResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  password: password('Password', { required: true }),
  address: text('Address'),
  dirPort: uint('DirPort', 9101),
  monitor: yesNo('Monitor', false),
  remote: yesNo('Remote', false),
  maximumBandwidthPerJobBytesPerSec: speed('MaximumBandwidthPerJob'),
  disableCommand: texts('DisableCommand'),
  console: reference<ClientConsoleResource>('Console', 'Console'),
  connectToDirector: yesNo('ConnectToDirector', false),
  schedule: reference<ClientScheduleResource>('Schedule', 'Schedule'),
  reconnectionTimeSec: duration('ReconnectionTime', 45 * MINUTE),
  allowedBackupDirectories: texts('AllowedBackupDirectories'),
  excludedBackupDirectories: texts('ExcludedBackupDirectories'),
  allowedScriptDirectories: texts('AllowedScriptDirectories'),
  allowedRestoreDirectories: texts('AllowedRestoreDirectories'),
  backupJobUser: text('BackupJobUser'),
  restoreJobUser: text('RestoreJobUser'),
  ...tlsDirectives('verifyPeer', 'dhFile', 'allowedCn'),
};
