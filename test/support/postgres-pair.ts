/** A PostgreSQL and a standby of it that nobody of ours looks after: an administrator's pair, on this machine. */
import { appendFile, chmod, chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { type Database, programs, startPostgres } from './postgres.ts';
import { type Launched, launch, run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';
import { until } from './wait.ts';

export interface PairMember {
  readonly port: number;
  /** As its superuser. */
  ask<Row extends object = Record<string, unknown>>(sql: string, database?: string): Promise<readonly Row[]>;
  /** SIGKILL of its postmaster. */
  kill(): Promise<void>;
}

export interface PostgresPair extends AsyncDisposable {
  readonly first: PairMember;
  /** Follows the first until somebody promotes it. */
  readonly second: PairMember;
  /** An empty one, in both. */
  readonly database: Database;
}

export async function openPostgresPair(): Promise<PostgresPair> {
  await using stack = new AsyncDisposableStack();
  const first = stack.use(await startPostgres({ settings: { wal_level: 'replica', hot_standby: 'on' } }));
  const database = await first.createDatabase();
  await appendFile(join(first.directory, 'data/pg_hba.conf'), 'local replication postgres trust\n');
  await first.psql('postgres', 'SELECT pg_reload_conf();');
  const second = stack.use(await startStandby(first.directory, first.port));
  const owned = stack.move();
  return {
    first: { port: first.port, ask: askAt(first.directory, first.port), kill: () => first.kill() },
    second,
    database,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function startStandby(upstream: string, upstreamPort: number): Promise<PairMember & AsyncDisposable> {
  const dir = await makeTempDir('pg-standby');
  let server: Launched | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop({ signal: 'SIGQUIT', graceMs: 20_000 });
    await dir[Symbol.asyncDispose]();
  };
  try {
    const [port, data] = [await freePort(), join(dir.path, 'data')];
    const user = process.getuid?.() === 0 ? 'postgres' : undefined;
    if (user !== undefined) await giveTo(user, dir.path);
    await mkdir(dirname(data), { recursive: true });
    await chmod(dir.path, 0o700);
    const bin = await programs();
    const copy = ['-D', data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync', '-C', '-S', 'second'];
    const from = ['-h', upstream, '-p', String(upstreamPort), '-U', 'postgres'];
    await run([join(bin, 'pg_basebackup'), ...copy, ...from], { user, cwd: dir.path });
    const place = ['-c', `port=${port}`, '-c', `unix_socket_directories=${dir.path}`];
    const started = launch([join(bin, 'postgres'), '-D', data, ...place], { user, cwd: dir.path });
    server = started;
    const ask = askAt(dir.path, port);
    const follows = async (): Promise<boolean> => {
      if (!started.running()) throw new Error(`the standby ended at its start\n${started.output()}`);
      const rows = await ask(`SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'`).catch(() => []);
      return rows.length === 1;
    };
    await until(follows, { what: () => `the standby to follow\n${started.output()}` });
    return { port, ask, kill: async () => void (await started.kill('SIGKILL')), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function giveTo(user: string, path: string): Promise<void> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (what) => Number((await run(['id', what, user])).stdout)),
  );
  await chown(path, uid ?? 0, gid ?? 0);
}

export const askAt =
  (host: string, port: number) =>
  async <Row extends object>(sql: string, database = 'postgres'): Promise<readonly Row[]> => {
    const client = new pg.Client({ host, port, user: 'postgres', database });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(sql)).rows as Row[];
    } finally {
      await client.end().catch(() => {});
    }
  };
