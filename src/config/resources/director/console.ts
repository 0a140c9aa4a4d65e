/** The resource `Console` of the Director's file (07 §9.10): what it holds, and the table that reads it. */
import type { ByteString, Secret } from '../../../core/index.ts';
import { acl, name, password, type Table, text } from '../../table/index.ts';
import { type TlsDirectives, tlsDirectives } from '../shared/tls.ts';

export interface ConsoleResource extends TlsDirectives {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Shared secret; stored as hex MD5 of the text in daemons. */
  readonly password: Secret;
  /** Jobs allowed; names, comma list, `*all*`. */
  readonly jobAcl: readonly ByteString[];
  /** Clients allowed. */
  readonly clientAcl: readonly ByteString[];
  /** Storages allowed. */
  readonly storageAcl: readonly ByteString[];
  /** Schedules allowed. */
  readonly scheduleAcl: readonly ByteString[];
  /** Jobs that may be run (default: JobACL). */
  readonly runAcl: readonly ByteString[];
  /** Pools allowed. */
  readonly poolAcl: readonly ByteString[];
  /** Console commands allowed. */
  readonly commandAcl: readonly ByteString[];
  /** Filesets allowed. */
  readonly fileSetAcl: readonly ByteString[];
  /** Catalogs allowed. */
  readonly catalogAcl: readonly ByteString[];
  /** Permitted restore prefixes. */
  readonly whereAcl: readonly ByteString[];
  /** Clients that may be restored to. */
  readonly restoreClientAcl: readonly ByteString[];
  /** Clients that may be backed up. */
  readonly backupClientAcl: readonly ByteString[];
  /** Plugin option strings allowed. */
  readonly pluginOptionsAcl: readonly ByteString[];
  /** Owners of files visible in restore. */
  readonly userIdAcl: readonly ByteString[];
  /** Directories visible in restore. */
  readonly directoryAcl: readonly ByteString[];
  /** Interactive auth plugin. */
  readonly authenticationPlugin: ByteString | undefined;
  /** Authorisation plugin. */
  readonly authorizationPlugin: ByteString | undefined;
}

export const consoleTable: Table<ConsoleResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  password: password('Password', { required: true }),
  jobAcl: acl('JobAcl'),
  clientAcl: acl('ClientAcl'),
  storageAcl: acl('StorageAcl'),
  scheduleAcl: acl('ScheduleAcl'),
  runAcl: acl('RunAcl'),
  poolAcl: acl('PoolAcl'),
  commandAcl: acl('CommandAcl'),
  fileSetAcl: acl('FileSetAcl'),
  catalogAcl: acl('CatalogAcl'),
  whereAcl: acl('WhereAcl'),
  restoreClientAcl: acl('RestoreClientAcl'),
  backupClientAcl: acl('BackupClientAcl'),
  pluginOptionsAcl: acl('PluginOptionsAcl'),
  userIdAcl: acl('UserIdAcl'),
  directoryAcl: acl('DirectoryAcl'),
  authenticationPlugin: text('AuthenticationPlugin'),
  authorizationPlugin: text('AuthorizationPlugin'),
  ...tlsDirectives('verifyPeer', 'dhFile', 'allowedCn'),
};
