/**
 * A bacula-dir.conf for the daemons of a test. The genuine Director and ours read the same file, so that both can be
 * shown to do the same with it.
 */
import { join } from 'node:path';
import { type Directives, quoted, resource } from './bacula-config.ts';
import type { Authority, Certificate } from './certificates.ts';
import { ADDRESS, tlsDirectives } from './genuine-daemon.ts';
import type { FileDaemon } from './genuine-file-daemon.ts';
import type { GenuineVersion } from './genuine-programs.ts';
import type { StorageDaemon } from './genuine-storage-daemon.ts';
import type { Database } from './postgres.ts';

export interface FileSetOptions {
  readonly name?: string;
  readonly files: readonly string[];
  /** Directives of the Options block; the default saves ACLs, xattrs, digests, and looks for holes. */
  readonly options?: Directives;
  readonly exclude?: readonly string[];
}

export interface DirectorConfigOptions {
  readonly name?: string;
  readonly password?: string;
  readonly port: number;
  readonly workingDirectory: string;
  /** Whose directives may be used; ours reads what 15.0.3 reads. */
  readonly version?: GenuineVersion;
  /** Left out: our Director starts a PostgreSQL for itself. */
  readonly catalog?: Database;
  /** Client resources are named after their daemons. The first is the default Jobs' Client. */
  readonly fileDaemons: readonly Pick<FileDaemon, 'name' | 'port' | 'password' | 'tls'>[];
  readonly storageDaemons: readonly StorageDaemon[];
  readonly fileSets: readonly FileSetOptions[];
  /** For daemons that demand certificates. */
  readonly authority?: Authority;
  readonly certificate?: Certificate;
  /** More directives of the resources that are made here. */
  readonly directives?: Directives;
  readonly jobDirectives?: Directives;
  readonly poolDirectives?: Directives;
  readonly clientDirectives?: Directives;
  readonly storageDirectives?: Directives;
  readonly messages?: string;
  /** More resources, in the configuration's own words. */
  readonly extra?: string;
}

/** Names that every test may rely on. */
export const DIRECTOR_NAME = 'test-dir';
export const DIRECTOR_PASSWORD = 'console-secret';
export const BACKUP_JOB = 'Backup';
export const RESTORE_JOB = 'Restore';
export const POOL = 'Default';
export const FILE_SET = 'Tree';

const FILE_SET_OPTIONS: Directives = { Signature: 'MD5', Sparse: true, 'ACL Support': true, 'XATTR Support': true };

/** The folder into which the default Restore job puts files, when a run names none. */
export const restoreWhere = (workingDirectory: string): string => join(workingDirectory, 'restored');

export function fileSetResource({ name = FILE_SET, files, options, exclude }: FileSetOptions): string {
  const block = (word: string, inner: string) => `${word} {\n${inner}\n}`;
  const list = (paths: readonly string[]) => paths.map((path) => `File = ${quoted(path)}`).join('\n');
  const include = `${resource('Options', { ...FILE_SET_OPTIONS, ...options })}${list(files)}`;
  const excluded = exclude ? `\n${block('Exclude', list(exclude))}` : '';
  return resource('FileSet', { Name: name }, `${block('Include', include)}${excluded}`);
}

/**
 * One Director, a Catalog, each daemon, one Pool that labels its Volumes itself, a Job `Backup` (the first FileSet, the
 * first Client, the first Storage) and a Job `Restore`.
 */
export function directorConfig(options: DirectorConfigOptions): string {
  const { version = '15.0.3', catalog, workingDirectory, fileDaemons, storageDaemons, fileSets } = options;
  const many = 100;
  const tls = (daemon: Pick<FileDaemon, 'tls'>) =>
    tlsDirectives(version, daemon.tls, options.authority, options.certificate);
  const shared = {
    Client: fileDaemons[0]?.name,
    Storage: storageDaemons[0]?.name,
    Pool: POOL,
    Messages: 'Standard',
    FileSet: fileSets[0]?.name ?? FILE_SET,
    'Maximum Concurrent Jobs': many,
  };
  return [
    resource('Director', {
      Name: options.name ?? DIRECTOR_NAME,
      Password: options.password ?? DIRECTOR_PASSWORD,
      'Dir Port': options.port,
      'Dir Address': '127.0.0.1',
      'Query File': join(workingDirectory, 'query.sql'),
      'Working Directory': workingDirectory,
      'Pid Directory': workingDirectory,
      'Maximum Concurrent Jobs': many,
      'FD Connect Timeout': '10 seconds',
      'SD Connect Timeout': '10 seconds',
      Messages: 'Standard',
      ...options.directives,
    }),
    resource('Catalog', {
      Name: 'Catalog',
      'DB Name': catalog?.database ?? 'bacula',
      'DB Address': catalog?.host,
      'DB Port': catalog?.port,
      'DB User': catalog?.user ?? 'bacula',
      'DB Password': catalog?.password,
    }),
    ...fileDaemons.map((daemon) =>
      resource('Client', {
        Name: daemon.name,
        Address: ADDRESS,
        'FD Port': daemon.port,
        Password: daemon.password,
        Catalog: 'Catalog',
        'Maximum Concurrent Jobs': many,
        'Auto Prune': false,
        ...tls(daemon),
        ...options.clientDirectives,
      }),
    ),
    ...storageDaemons.map((daemon) =>
      resource('Storage', {
        Name: daemon.name,
        Address: ADDRESS,
        'SD Port': daemon.port,
        Password: daemon.password,
        Device: daemon.deviceName,
        'Media Type': daemon.mediaType,
        Autochanger: daemon.deviceName === daemon.devices[0] ? undefined : true,
        'Maximum Concurrent Jobs': many,
        ...tls(daemon),
        ...options.storageDirectives,
      }),
    ),
    resource('Pool', {
      Name: POOL,
      'Pool Type': 'Backup',
      'Label Format': 'Vol-',
      Recycle: true,
      'Auto Prune': false,
      'Volume Retention': '365 days',
      ...options.poolDirectives,
    }),
    resource(
      'Messages',
      { Name: 'Standard' },
      options.messages ??
        `console = all, !skipped, !saved
         append = ${quoted(join(workingDirectory, 'messages.log'))} = all, !skipped
         catalog = all, !skipped, !saved`,
    ),
    ...fileSets.map(fileSetResource),
    resource('Job', { Name: BACKUP_JOB, Type: 'Backup', Level: 'Full', ...shared, ...options.jobDirectives }),
    resource('Job', { Name: RESTORE_JOB, Type: 'Restore', ...shared, Where: restoreWhere(workingDirectory) }),
    options.extra ?? '',
  ].join('\n');
}
