/**
 * The settings that a managed PostgreSQL's keeper owns: a file that postgresql.conf includes, and the table of who may
 * log in. Written whole before each start and each reload; nothing else of PostgreSQL's files is touched.
 */
import { chown, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SynchronousStandbys, Upstream } from './instance.ts';
import { dataOf, type ManagedPlace, passwordFileOf, REPLICATION_ROLE, socketOf, tlsFileOf } from './managed-place.ts';

export interface ManagedSettings {
  readonly upstream: Upstream | undefined;
  readonly synchronous: SynchronousStandbys;
}

export async function writeManagedSettings(place: ManagedPlace, settings: ManagedSettings): Promise<void> {
  const lines = Object.entries(managedSettings(place, settings)).map(([name, value]) => `${name} = ${quoted(value)}\n`);
  const header = '# Written by Understudy; settings of your own belong into postgresql.conf or ALTER SYSTEM.\n';
  await Promise.all([
    writeOwned(place, join(dataOf(place), 'understudy.conf'), header + lines.join('')),
    writeOwned(place, hbaOf(place), hba(place)),
    writeClientFiles(place),
  ]);
}

/** What a standby shows and trusts, and what a primary shows. */
export async function writeClientFiles(place: ManagedPlace): Promise<void> {
  await writePassFile(place);
  const { material } = place.tls ?? {};
  if (material === undefined) return;
  for (const what of ['ca', 'certificate', 'key'] as const)
    await writeOwned(place, tlsFileOf(place, what), material[what]);
}

/** host:port:database:user:password, with what separates escaped. */
async function writePassFile(place: ManagedPlace): Promise<void> {
  const password = place.replicationPassword.reveal().replaceAll(/[\\:]/g, '\\$&');
  await writeOwned(place, passwordFileOf(place), `*:*:*:${REPLICATION_ROLE}:${password}\n`);
}

export function managedSettings(
  place: ManagedPlace,
  { upstream, synchronous }: ManagedSettings,
): Record<string, string> {
  return {
    listen_addresses: place.host,
    port: String(place.port),
    unix_socket_directories: socketOf(place),
    unix_socket_permissions: '0700',
    hba_file: hbaOf(place),
    cluster_name: place.member,
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    jit: 'off',
    wal_level: 'replica',
    hot_standby: 'on',
    wal_log_hints: 'on',
    max_wal_senders: '16',
    max_replication_slots: '16',
    max_slot_wal_keep_size: '10GB',
    wal_keep_size: '256MB',
    // A standby that hangs is noticed, and a crash is seen by the keeper, who decides.
    wal_sender_timeout: '5s',
    wal_receiver_timeout: '5s',
    wal_retrieve_retry_interval: '200ms',
    restart_after_crash: 'off',
    recovery_target_timeline: 'latest',
    primary_conninfo: upstream === undefined ? '' : connectionTo(place, upstream),
    primary_slot_name: upstream === undefined ? '' : slotName(place.member),
    synchronous_standby_names: synchronousNames(synchronous),
    password_encryption: 'scram-sha-256',
    ssl: place.tls === undefined ? 'off' : 'on',
    ...(place.tls !== undefined && {
      ssl_cert_file: tlsFileOf(place, 'certificate'),
      ssl_key_file: tlsFileOf(place, 'key'),
    }),
    logging_collector: 'on',
    log_directory: 'log',
    log_filename: 'postgresql-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    ...place.settings,
  };
}

export const SLOT_PREFIX = 'understudy_';

/** PostgreSQL allows small letters, digits and the underscore. */
export const slotName = (member: string): string =>
  `${SLOT_PREFIX}${member.toLowerCase().replaceAll(/[^a-z0-9_]/g, (letter) => `_${letter.charCodeAt(0).toString(16)}`)}`;

export const synchronousNames = ({ members, count }: SynchronousStandbys): string =>
  count === 0 || members.length === 0
    ? ''
    : `ANY ${count} (${members.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')})`;

/** As libpq reads it; the password stands in a file of its own. */
export function connectionTo(place: ManagedPlace, { host, port }: Upstream, database = 'replication'): string {
  const parts = {
    host,
    port: String(port),
    user: REPLICATION_ROLE,
    dbname: database,
    passfile: passwordFileOf(place),
    application_name: place.member,
    connect_timeout: '3',
    keepalives_idle: '2',
    keepalives_interval: '1',
    keepalives_count: '3',
    ...(place.tls !== undefined && { sslmode: 'verify-full', sslrootcert: tlsFileOf(place, 'ca') }),
  };
  return Object.entries(parts)
    .map(([name, value]) => `${name}='${value.replaceAll(/['\\]/g, '\\$&')}'`)
    .join(' ');
}

const hbaOf = (place: ManagedPlace): string => join(dataOf(place), 'understudy_hba.conf');

/** With certificates nobody comes in the clear. */
function hba(place: ManagedPlace): string {
  const host = place.tls === undefined ? 'host' : 'hostssl';
  const user = place.login?.user.replaceAll('"', '""');
  return `# Written by Understudy before each start.
local  all          all  peer  map=understudy
local  replication  all  peer  map=understudy
${host}   all          ${REPLICATION_ROLE}  all  scram-sha-256
${host}   replication  ${REPLICATION_ROLE}  all  scram-sha-256
${user === undefined ? '' : `${host}   all  "${user}"  all  scram-sha-256\n`}${host}   all          all  ${place.host === '*' ? 'all' : 'samenet'}  scram-sha-256
`;
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** In its place at once, so that PostgreSQL never reads half of it. */
async function writeOwned({ account: { uid, gid } }: ManagedPlace, path: string, text: string | Buffer): Promise<void> {
  const fresh = `${path}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  if (uid !== undefined) await chown(fresh, uid, gid ?? uid);
  await rename(fresh, path);
}
