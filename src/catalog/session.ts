/** One connection to PostgreSQL: how it is opened, set up as genuine Directors do (06 §1), and how a statement runs on it. */
import type pg from 'pg';
import { AppError, postgresTls, withDeadline } from '../core/index.ts';
import { BytesClient } from './bytes-client.ts';
import type { CatalogOptions } from './catalog.ts';
import { takeEpochLock } from './epoch/epoch-lock.ts';
import { HeldEpoch } from './epoch/held-epoch.ts';
import { holdEpoch } from './epoch/hold-epoch.ts';
import { CatalogBytesError } from './errors.ts';
import { connectError, sqlStateOf, statementError } from './failure.ts';
import type { Statement } from './sql.ts';
import { encodeValue } from './values.ts';

const PORT = 5432;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 300_000;
/** The server gives up first; this is for one that does not answer at all. */
const SILENCE_MS = 15_000;

/** What every part of the room needs to know about the connection settings. */
export interface Settings {
  /** Where the next connection goes, in words. */
  readonly where: string;
  /** For the next connection: where the Catalog is may change. */
  readonly client: pg.ClientConfig;
  readonly statementTimeoutMs: number;
  /** All connections that are open, or being opened. */
  readonly sessions: Set<BytesClient>;
  readonly held: HeldEpoch;
  /** Makes the tables of ours where there are none. */
  readonly prepare?: (client: pg.ClientBase) => Promise<unknown>;
}

export function settingsOf(options: CatalogOptions): Settings {
  const { database, user, password } = options;
  const place = () => {
    const { host, port = PORT } = options.place?.() ?? options;
    return { host, port };
  };
  return {
    get where() {
      const { host, port } = place();
      return `"${database}" at ${host.startsWith('/') ? host : `${host}:${port}`}`;
    },
    statementTimeoutMs: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    get client() {
      return {
        ...place(),
        database,
        user,
        // Never undefined: pg would go and look for one in the environment and in files.
        password: password?.reveal() ?? '',
        ssl: options.tls === undefined ? false : postgresTls(place().host, options.tls()),
        application_name: options.applicationName ?? 'understudy',
        connectionTimeoutMillis: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      };
    },
    sessions: new Set(),
    held: new HeldEpoch(options),
  };
}

/** `ä` in UTF-8: two bytes, so two characters here. */
const PROBE = '\xc3\xa4';

// The schema by name: a role that is called as our own schema would otherwise find that one first. The epoch is read in a
// statement of its own, so that no isolation level can show it an older state.
const SETUP = `
  SET search_path TO public;
  SET datestyle TO 'ISO, YMD'; SET client_encoding TO 'SQL_ASCII'; SET standard_conforming_strings TO on;
  SET cursor_tuple_fraction TO 1; SET client_min_messages TO WARNING; SET bytea_output TO hex;
  SET statement_timeout TO `;
const LOOK = `; SELECT convert_from('\\xc3a4'::bytea, 'SQL_ASCII') AS probe, current_setting('transaction_read_only') AS read_only`;

/** Beyond what a statement may take: an older Director's sessions are ended meanwhile. */
const SETUP_MS = 15_000;
const UNDEFINED_TABLE = '42P01';

/**
 * Settings of every session; then it may be used. The probe fails where text would arrive as anything but bytes, and a standby
 * counts as away. @throws CatalogFencedError where a higher epoch is there
 */
export async function prepareSession(client: pg.ClientBase, settings: Settings): Promise<void> {
  const silent = () => connectError(settings.where, new Error(`no answer for ${SETUP_MS} ms`));
  try {
    await withDeadline(setUp(client, settings), SETUP_MS, silent);
  } catch (error) {
    throw error instanceof AppError ? error : connectError(settings.where, error);
  }
}

async function setUp(client: pg.ClientBase, settings: Settings): Promise<void> {
  const { held, statementTimeoutMs, where } = settings;
  held.check();
  const { epoch } = held;
  const epochSetting = epoch === 0n ? '' : `; SET understudy.epoch TO '${epoch}'; ${takeEpochLock(epoch)}`;
  const results = (await client.query(
    `${SETUP}${statementTimeoutMs}${epochSetting}${LOOK}`,
  )) as unknown as pg.QueryResult[];
  const row = results.at(-1)?.rows[0];
  if (row?.probe !== PROBE) throw new CatalogBytesError(String(row?.probe));
  if (row.read_only !== 'off') throw connectError(where, new Error('it takes no writes: a standby'));
  if (epoch === 0n) return;
  const { timeline, synchronous } = await holdEpoch(client, epoch, held).catch(async (error) => {
    if (sqlStateOf(error) !== UNDEFINED_TABLE || settings.prepare === undefined) throw error;
    await settings.prepare(client);
    return holdEpoch(client, epoch, held);
  });
  if (client instanceof BytesClient) client.timeline = timeline;
  if (held.see(timeline, synchronous)) closeOthers(settings, client);
}

/** The Catalog has failed over: what an older connection still hears comes from a past that may not have stayed. */
function closeOthers({ sessions }: Settings, client: pg.ClientBase): void {
  for (const session of [...sessions]) if (session !== client) session.close();
}

/** A connection of its own, ready for use. */
export async function openClient(settings: Settings): Promise<BytesClient> {
  const client = new BytesClient(settings.client, settings.sessions);
  // Without a listener a connection that breaks while idle would end the process; the next statement reports it.
  client.on('error', () => {});
  try {
    await client.connect().catch((error) => {
      throw connectError(settings.where, error);
    });
    await prepareSession(client, settings);
    return client;
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
}

export interface RunContext {
  readonly settings: Settings;
  /** The database stores nothing but UTF-8. */
  readonly utf8: boolean;
}

/** As good as lost: it may be gone with the next failover. */
const UNWAITED = 'its wait for a synchronous standby was canceled';

/** Runs one statement; what goes wrong comes out as one of our errors, with pg's as its cause. */
export async function runStatement<Row>(
  client: pg.ClientBase,
  statement: Statement<Row>,
  { settings, utf8 }: RunContext,
): Promise<{ rows: Row[]; rowCount: number }> {
  const values = statement.values.map((value) => encodeValue(value, utf8));
  const limitMs = settings.statementTimeoutMs + SILENCE_MS;
  const silent = () => statementError(statement.text, new Error(`no answer for ${limitMs} ms`));
  try {
    const result = await withDeadline(client.query({ text: statement.text, values }), limitMs, silent);
    if (client instanceof BytesClient && client.hasUnwaitedCommit) throw new Error(UNWAITED);
    return { rows: result.rows as Row[], rowCount: result.rowCount ?? 0 };
  } catch (error) {
    throw error instanceof AppError ? error : statementError(statement.text, error);
  }
}
