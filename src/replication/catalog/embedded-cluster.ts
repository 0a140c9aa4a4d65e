/** A new data directory: made beside its place and moved there when it is whole, so that a crash leaves none half made. */
import { appendFile, chown, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './embedded-account.ts';
import { PostgresInitError } from './embedded-errors.ts';
import { majorOf, type Programs } from './embedded-programs.ts';
import { type RunResult, runProgram } from './embedded-run.ts';

export interface ClusterOptions {
  readonly dataDirectory: string;
  readonly programs: Programs;
  readonly account: Account;
  readonly role: string;
  readonly database: string;
}

const SETTINGS_FILE = 'understudy.conf';

export async function createCluster(options: ClusterOptions): Promise<void> {
  const { dataDirectory, programs, account, role, database } = options;
  if ((await majorOf(dataDirectory)) !== undefined) return;
  const unfinished = `${dataDirectory}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const run = async (program: string, args: readonly string[], input = ''): Promise<void> => {
    const result = await runProgram([join(programs.directory, program), ...args], { account, input });
    if (failed(result)) throw new PostgresInitError(dataDirectory, result.stderr || result.stdout);
  };
  // SQL_ASCII and C: file names are bytes (specification 06 §1). Checksums: pg_rewind needs them later.
  const encoding = ['--encoding=SQL_ASCII', '--locale=C', '--data-checksums'];
  await run('initdb', [`--pgdata=${unfinished}`, `--username=${role}`, '--auth=reject', ...encoding]);
  await run('postgres', ['--single', '-j', '-D', unfinished, 'postgres'], `CREATE DATABASE ${database};\n`);
  await writeOwned(join(unfinished, 'pg_hba.conf'), HBA, account);
  await writeOwned(join(unfinished, 'pg_ident.conf'), identity(role, account), account);
  await appendFile(join(unfinished, 'postgresql.conf'), `\ninclude_if_exists = '${SETTINGS_FILE}'\n`);
  await rename(unfinished, dataDirectory);
}

const failed = ({ status, stderr }: RunResult): boolean => status !== 0 || /^(ERROR|FATAL|PANIC):/m.test(stderr);

const HBA = `# Written once, when this PostgreSQL was created: yours to extend.
local  all          all  peer  map=understudy
local  replication  all  peer  map=understudy
`;

/** Root, and who runs PostgreSQL, may be the Catalog's owner. */
const identity = (role: string, account: Account): string =>
  ['root', account.name]
    .filter((name, index, names) => names.indexOf(name) === index)
    .map((name) => `understudy  ${name}  ${role}\n`)
    .join('');

export interface SettingsOptions {
  readonly socketDirectory: string;
  readonly port: number;
  readonly extra: Readonly<Record<string, string>>;
}

/** Room for many Jobs at once, and checkpoints far enough apart for a stream of File rows; nothing else is touched. */
export async function renderSettings(dataDirectory: string, account: Account, options: SettingsOptions): Promise<void> {
  const settings: Record<string, string> = {
    listen_addresses: '',
    port: String(options.port),
    unix_socket_directories: options.socketDirectory,
    unix_socket_permissions: '0700',
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    jit: 'off',
    logging_collector: 'on',
    log_directory: 'log',
    log_filename: 'postgresql-%a.log', // a ring of seven days
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    ...options.extra,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
  const header = '# Written at each start; settings of your own belong into postgresql.conf or ALTER SYSTEM.\n';
  await writeOwned(join(dataDirectory, SETTINGS_FILE), header + lines.join(''), account);
}

async function writeOwned(path: string, text: string, { uid, gid }: Account): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  if (uid !== undefined) await chown(path, uid, gid ?? uid);
}
