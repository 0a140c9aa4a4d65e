/** A throw-away PostgreSQL: a cluster in a temporary folder, on a port of 127.0.0.1 and a socket in that folder. */
import { chown, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type GenuineVersion, genuineCatalogSql } from './genuine-programs.ts';
import { copyCluster, type Owner } from './postgres-template.ts';
import { type Launched, launch, run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';
import { until } from './wait.ts';

export interface PostgresOptions {
  /** Off by default: tests rarely cut the power. */
  readonly fsync?: boolean;
  /** Lines of postgresql.conf, for example { max_connections: '10' }. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How to reach a database: the fields that both `pg` and a Catalog resource ask for. */
export interface Database {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly socketDirectory: string;
}

export interface Postgres extends AsyncDisposable {
  readonly port: number;
  readonly directory: string;
  readonly socketDirectory: string;
  /** An empty database as Bacula wants it: SQL_ASCII, C locale. It belongs to the role that `Database` names. */
  createDatabase(name?: string): Promise<Database>;
  /** A Catalog as the genuine Bacula's package makes it. */
  createGenuineCatalog(version: GenuineVersion, name?: string): Promise<Database>;
  /** Runs SQL as the superuser and returns psql's unaligned output. */
  psql(database: string, sql: string): Promise<string>;
  running(): boolean;
  /** fast: sessions are ended. immediate: as a crash, recovery at the next start. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
  restart(mode?: 'fast' | 'immediate'): Promise<void>;
  /** SIGKILL of the postmaster, then waits until its children have noticed. */
  kill(): Promise<void>;
  log(): string;
}

const ROLE = 'bacula';
const PASSWORD = 'catalog-secret';
const INITDB = ['-U', 'postgres', '-A', 'trust', '-E', 'SQL_ASCII', '--locale', 'C', '--no-sync'];

/** PostgreSQL's programs: the newest Debian package that is there. */
export async function programs(): Promise<string> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const newest = versions
    .map(Number)
    .filter((version) => version >= 15)
    .sort((a, b) => b - a)[0];
  if (newest === undefined)
    throw new Error('PostgreSQL 15 or newer is missing below /usr/lib/postgresql: run scripts/prepare');
  return `/usr/lib/postgresql/${newest}/bin`;
}

/** PostgreSQL refuses to run as root. */
async function account(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const line = (await readFile('/etc/passwd', 'latin1')).split('\n').find((entry) => entry.startsWith('postgres:'));
  if (!line) throw new Error('There is no user postgres on this machine: run scripts/prepare');
  const [name = '', , uid, gid] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid) };
}

export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const [bin, owner, dir, port] = await Promise.all([programs(), account(), makeTempDir('pg'), freePort()]);
  const data = join(dir.path, 'data');
  const settings: Record<string, string> = {
    listen_addresses: "'127.0.0.1'",
    port: String(port),
    unix_socket_directories: `'${dir.path}'`,
    max_connections: '200',
    ...(options.fsync ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  let server: Launched | undefined;

  const psql = async (database: string, sql: string) => {
    const command = [
      join(bin, 'psql'),
      '-X',
      '-q',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      '-h',
      dir.path,
      '-p',
      String(port),
    ];
    const env = { ...process.env, PGUSER: 'postgres', PGDATABASE: database, PGCLIENTENCODING: 'SQL_ASCII' };
    return (await run(command, { input: sql, user: owner?.name, env })).stdout;
  };
  const start = async () => {
    if (server?.running()) return;
    const started = launch([join(bin, 'postgres'), '-D', data], { user: owner?.name, cwd: dir.path });
    server = started;
    await until(
      async () => {
        if (!started.running()) throw new Error(`PostgreSQL ended at its start\n${started.output()}`);
        // The file of a killed postmaster may still lie there, and says ready.
        const status = (await readFile(join(data, 'postmaster.pid'), 'latin1').catch(() => '')).split('\n');
        return status[0] === String(started.child.pid) && status[7]?.trim() === 'ready';
      },
      { what: () => `PostgreSQL on port ${port}\n${started.output()}` },
    );
  };
  const stop = async (mode: 'fast' | 'immediate' = 'fast') => {
    await server?.stop({ signal: mode === 'fast' ? 'SIGINT' : 'SIGQUIT', graceMs: 20_000 });
  };
  const kill = async () => {
    await server?.kill('SIGKILL');
    await until(async () => (await backendsOf(data)) === 0, { what: 'the last backend to end' });
  };
  const createDatabase = async (name = 'bacula'): Promise<Database> => {
    await psql(
      'postgres',
      `CREATE DATABASE "${name}" OWNER ${ROLE} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;
       ALTER DATABASE "${name}" SET datestyle TO 'ISO, YMD';`,
    );
    return { host: '127.0.0.1', port, user: ROLE, password: PASSWORD, database: name, socketDirectory: dir.path };
  };

  const dispose = async () => {
    await stop('immediate');
    await dir[Symbol.asyncDispose]();
  };
  try {
    if (owner) await chown(dir.path, owner.uid, owner.gid);
    await copyCluster(bin, INITDB, data, owner);
    await writeFile(
      join(data, 'pg_hba.conf'),
      'local all postgres trust\nlocal all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n',
    );
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
    await writeFile(join(data, 'postgresql.conf'), lines.join(''), { flag: 'a' });
    await start();
    await psql('postgres', `CREATE ROLE ${ROLE} LOGIN PASSWORD '${PASSWORD}';`);
  } catch (error) {
    await dispose();
    throw error;
  }

  return {
    port,
    directory: dir.path,
    socketDirectory: dir.path,
    createDatabase,
    async createGenuineCatalog(version, name = 'bacula') {
      const database = await createDatabase(name);
      const sql = await readFile(genuineCatalogSql(version), 'latin1');
      await psql(name, `SET ROLE ${ROLE};\n${sql}`);
      return database;
    },
    psql,
    running: () => server?.running() ?? false,
    stop,
    start,
    async restart(mode) {
      await stop(mode);
      await start();
    },
    kill,
    log: () => server?.output() ?? '',
    [Symbol.asyncDispose]: dispose,
  };
}

/** Processes whose working folder is the cluster's: all of PostgreSQL's, also those that lost their postmaster. */
async function backendsOf(data: string): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return folders.filter((folder) => folder === data).length;
}
